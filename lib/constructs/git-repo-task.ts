import { Construct } from 'constructs';
import { GitRepoClaim, type GitRepoClaimOptions, type IGitRepoClaim } from './git-repo-claim';
import { GitRepoJob } from './git-repo-job';
import type { CloneOptions, JobOptions } from './job-options';
import type { IWorkspaceScripts } from './workspace-scripts';

/** A task without a parent: its tree is cloned. */
export interface RootTaskProps extends JobOptions, CloneOptions {
  /**
   * The claim to work on, or what the task's own is like.
   *
   * @default - a claim of its own, `git-repo-pvc-<taskId>`, with the defaults of `GitRepoClaim`
   */
  readonly claim?: IGitRepoClaim | GitRepoClaimOptions;
  /**
   * The ConfigMap with the scripts that prepare the tree, also the trees of the task's descendants.
   *
   * @default - the ConfigMap of the chart, which is created if the chart has none
   */
  readonly scripts?: IWorkspaceScripts;
  readonly parent?: undefined;
}

/** A task with a parent: its tree is a copy of the one that its parent's run left, on the claim of the chain's root. */
export interface ChildTaskProps extends JobOptions {
  /** The task to start from. */
  readonly parent: GitRepoTask;
}

export type GitRepoTaskProps = RootTaskProps | ChildTaskProps;

/** A task: a container image that runs on a git working tree of its own. */
export class GitRepoTask extends Construct {
  /** The claim of the chain. */
  readonly claim: IGitRepoClaim;
  readonly job: GitRepoJob;

  constructor(scope: Construct, id: string, props: GitRepoTaskProps) {
    super(scope, id);
    if (props.parent) {
      this.claim = props.parent.claim;
      this.job = new GitRepoJob(this, 'Job', { ...props, parent: props.parent.job });
    } else {
      this.claim = this.rootClaim(props);
      this.job = new GitRepoJob(this, 'Job', { ...props, claim: this.claim });
    }
  }

  private rootClaim({ claim = {}, taskId }: RootTaskProps): IGitRepoClaim {
    return 'claimName' in claim ? claim : new GitRepoClaim(this, 'Claim', { ...claim, taskId });
  }
}
