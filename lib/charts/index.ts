export { ApplicationSetChart } from './application-set-chart';
export { RepositoryChart } from './repository-chart';
export { TaskChart } from './task-chart';
export { WorkspaceChart } from './workspace-chart';
