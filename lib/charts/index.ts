export { AppProjectChart } from './app-project-chart';
export { ApplicationSetChart } from './application-set-chart';
export { NamespaceGuardChart } from './namespace-guard-chart';
export { RepositoryChart, type RepositoryChartProps } from './repository-chart';
export { TaskChart, type TaskChartProps } from './task-chart';
export { WorkspaceChart } from './workspace-chart';
