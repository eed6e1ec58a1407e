export { ApplicationSetChart } from './application-set-chart';
export { RepositoryChart, type RepositoryChartProps } from './repository-chart';
export { TaskChart, type TaskChartProps } from './task-chart';
export { WorkspaceChart } from './workspace-chart';
