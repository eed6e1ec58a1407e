export * from './git-repo-claim';
export * from './git-repo-job';
export * from './git-repo-task';
export * from './job-options';
export type { Quantities, Resources } from './resources';
