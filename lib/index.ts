// Constructs, for cdk8s apps.
export {
  GitRepoClaim,
  type GitRepoClaimProps,
  type RepositoryClaimProps,
  type TaskClaimProps,
} from './constructs/git-repo-claim';
export type { IGitRepoClaim } from './constructs/git-repo-claim-base';
export {
  GitRepoJob,
  type ChildJobProps,
  type EphemeralJobProps,
  type GitRepoJobProps,
  type PushJobProps,
  type RootJobProps,
} from './constructs/git-repo-job';
export {
  GitRepoTask,
  type ChildTaskProps,
  type GitRepoTaskProps,
  type PushTaskProps,
  type RootTaskProps,
} from './constructs/git-repo-task';
export type { ClaimOptions, ClaimReferenceOptions } from './constructs/options/claim-options';
export type { CloneOptions } from './constructs/options/clone-options';
export type { EphemeralOptions, EphemeralVolume } from './constructs/options/ephemeral-options';
export type { EnvValue } from './constructs/options/env-options';
export type { MainOptions } from './constructs/options/main-options';
export type { PodSecurityOptions } from './constructs/options/pod-security-options';
export type { PodOptions } from './constructs/options/pod-options';
export type { CommitAuthor, Push, PushCommit, PushOptions, PushTaskOptions } from './constructs/options/push-options';
export type { RunOptions } from './constructs/options/run-options';
export type { Sidecar, StartupProbe } from './constructs/options/sidecar-options';
export type { JobOptions } from './constructs/options/task-options';
export { WorkspaceScripts, type IWorkspaceScripts, type WorkspaceScriptsProps } from './constructs/workspace-scripts';
export type { ClaimAffinity } from './kubernetes/claim-affinity';
export type { AccessMode } from './validation/access-mode';
export type { DnsConfig, DnsOption } from './validation/dns-config';
export type { Divisor, EnvFromSource, ResourceField } from './validation/env-sources';
export type { ImagePullPolicy } from './validation/image';
export type { Capability, PodSecurityLevel } from './validation/pod-security';
export type { Quantities, Resources } from './validation/resources';
export type { PodVolume, ServiceAccountToken } from './validation/pod-volume';
export type { Toleration } from './validation/toleration';

// The list of tasks: list -> chains -> charts -> files.
export { synthesize } from '../main';
export {
  ApplicationSetChart,
  AppProjectChart,
  NamespaceGuardChart,
  RepositoryChart,
  TaskChart,
  WorkspaceChart,
  type RepositoryChartProps,
  type TaskChartProps,
} from './charts';
export { renderManifest, writeDist, type Manifest, type Synthesize, type WriteDistOptions } from './output';
export {
  parseTaskList,
  readTaskList,
  type ArgoCd,
  type Chain,
  type ChainTask,
  type GuardOptions,
  type Problem,
  type Repository,
  type Task,
  type TaskList,
  type TaskListResult,
} from './task-list';
export { UserError } from './user-error';
