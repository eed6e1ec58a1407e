import { Construct } from 'constructs';
import type { TaskConstructProps } from './compare-task';
import { GitRepoClaim } from './git-repo-claim';
import type { IGitRepoClaim } from './git-repo-claim-base';
import { GitRepoJob, type GitRepoJobProps } from './git-repo-job';
import { CLAIM_OPTIONS, omitOptions, pickOptions, type ClaimOptions } from './options/claim-options';
import type { CloneOptions } from './options/clone-options';
import type { EphemeralOptions } from './options/ephemeral-options';
import type { TaskKind } from './options/task-kinds';
import type { PushTaskOptions } from './options/push-options';
import type { PodSecurityOptions } from './options/pod-security-options';
import type { JobOptions } from './options/task-options';
import { requireInstance, requireInstances, requireProps } from './validate-props';
import { validateTask } from './validate-task';
import { markValidated } from './validated-props';
import type { IWorkspaceScripts } from './workspace-scripts';

/** Props of a task without a parent: its tree is cloned. */
export interface RootTaskProps extends JobOptions, CloneOptions, ClaimOptions, EphemeralOptions, PodSecurityOptions {
  /**
   * The claim to use. It describes itself, so the options of a new claim cannot be combined with it.
   *
   * @default - a new claim, `git-repo-pvc-<taskId>`, or none if the task is ephemeral
   */
  readonly claim?: IGitRepoClaim;
  /**
   * The ConfigMap with the scripts that prepare the tree, also the trees of the task's descendants.
   *
   * @default - the ConfigMap of the chart, which is created if the chart has none
   */
  readonly scripts?: IWorkspaceScripts;
  readonly parent?: undefined;
  readonly inputs?: undefined;
  readonly push?: undefined;
}

/** Props of a task with a parent: its tree is a copy of the tree that its parent's run left, on the claim of its root. */
export interface ChildTaskProps extends JobOptions {
  /** The task to start from. */
  readonly parent: GitRepoTask;
  /**
   * Other tasks of the chain. This task starts when they are complete too, and their trees are mounted read-only at
   * `/inputs`, in folders that have the names of the tasks.
   *
   * @default - none
   */
  readonly inputs?: readonly GitRepoTask[];
  /**
   * May only repeat the URL of the root.
   *
   * @default - the URL of the root
   */
  readonly repoUrl?: string;
  readonly push?: undefined;
}

/** Props of a task that pushes what its parent's run left. It has no tree of its own, so no task can start from it. */
export interface PushTaskProps extends PushTaskOptions {
  /** The task whose result is pushed. */
  readonly parent: GitRepoTask;
  /**
   * May only repeat the URL of the root.
   *
   * @default - the URL of the root
   */
  readonly repoUrl?: string;
}

/** Props of a task: with `parent`, those of a child task, otherwise those of a root task. With `push`, those of one that pushes. */
export type GitRepoTaskProps = RootTaskProps | ChildTaskProps | PushTaskProps;

/** A task: a container image that runs on a git working tree of its own. */
export class GitRepoTask extends Construct {
  /** ID of the task. */
  readonly taskId: string;
  /** ID of the root task of the chain. */
  readonly rootTaskId: string;
  /** Whether the task has a tree. A task that pushes has none. */
  readonly hasTree: boolean;
  /** URL of the git repository that the root of the chain cloned. */
  readonly repoUrl: string;
  /** Branch, tag or commit that the root of the chain cloned; `undefined` for the default branch. */
  readonly ref: string | undefined;
  /** Whether the tree is deleted with its pod. The task then has no claim. */
  readonly isEphemeral: boolean;
  /** The Job of the task's run. */
  readonly job: GitRepoJob;

  constructor(scope: Construct, id: string, props: GitRepoTaskProps) {
    super(scope, id);
    requireProps(this, props);
    const { parent, taskId } = props;
    if (parent !== undefined) requireInstance(this, ['parent'], parent, GitRepoTask);
    requireInstances(this, 'inputs', (props as ChildTaskProps).inputs, GitRepoTask);
    validateTask(this, kindOf(props), props);
    this.taskId = taskId;
    this.job = new GitRepoJob(this, 'Job', markValidated(this.jobProps(props)));
    this.isEphemeral = this.job.isEphemeral;
    this.hasTree = this.job.hasTree;
    this.repoUrl = this.job.repoUrl;
    this.ref = this.job.ref;
    this.rootTaskId = this.job.rootTaskId;
    this.node.defaultChild = this.job;
  }

  /**
   * The claim of the chain.
   *
   * @throws if the task is ephemeral
   */
  get claim(): IGitRepoClaim {
    return this.job.claim;
  }

  /** Returns the props of the task's Job. Creates the claim of a root task that needs a new one. */
  private jobProps(props: GitRepoTaskProps): GitRepoJobProps {
    if (props.push) return { ...props, parent: props.parent.job };
    if (props.parent) return { ...props, parent: props.parent.job, inputs: props.inputs?.map(({ job }) => job) };
    const { claim, ephemeral, ...others } = props;
    if (ephemeral && !claim) return { ...others, ephemeral };
    const claimProps = {
      ...pickOptions(CLAIM_OPTIONS, props),
      podSecurity: props.podSecurity,
      taskId: props.taskId,
    };
    return {
      ...omitOptions(CLAIM_OPTIONS, others),
      claim: claim ?? new GitRepoClaim(this, 'Claim', markValidated(claimProps)),
    };
  }
}

function kindOf({ parent, push, claim, ephemeral }: TaskConstructProps): TaskKind {
  if (parent !== undefined) return push === undefined ? 'child' : 'push';
  if (claim !== undefined) return 'rootOnClaim';
  return ephemeral === undefined ? 'root' : 'ephemeralRoot';
}
