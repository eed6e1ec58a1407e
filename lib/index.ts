export * from './constructs/git-repo-claim';
export * from './constructs/git-repo-job';
export * from './constructs/git-repo-task';
export * from './constructs/job-options';
export * from './constructs/workspace-scripts';
export type { Quantities, Resources } from './kubernetes/resources';
