import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GitRepoClaim } from '../git-repo-claim';
import { GitRepoTask, type RootTaskProps } from '../git-repo-task';
import { dnsName } from '../names';
import type { ChainTask, Repository, Task } from '../task-list';
import { claimOptions } from './claim-options';

export interface TaskChartProps {
  readonly chainTask: ChainTask;
  /** The task of the parent's chart. */
  readonly parent?: GitRepoTask;
  /** @default - the namespace that the manifests are applied in */
  readonly namespace?: string;
}

/** One task of the list: its Job, and its claim if it owns one. */
export class TaskChart extends Chart {
  readonly task: GitRepoTask;

  constructor(scope: Construct, { chainTask, parent, namespace }: TaskChartProps) {
    const { task, repository } = chainTask;
    super(scope, `task-${dnsName(task.taskId)}`, { namespace });
    this.task = new GitRepoTask(this, 'Task', parent ? { ...task, parent } : rootProps(task, repository));
  }
}

function rootProps(task: Task, repository: Repository | undefined): RootTaskProps {
  if (repository) {
    const { gitSecret, gitImage, gitResources } = repository;
    const claim = GitRepoClaim.fromRepository(repository.name, claimOptions(repository));
    return { ...task, ref: task.ref ?? repository.ref, gitSecret, gitImage, gitResources, claim };
  }
  const options = claimOptions(task);
  const { existingClaim } = task;
  return { ...task, claim: existingClaim === undefined ? options : GitRepoClaim.fromClaimName(existingClaim, options) };
}
