import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { GitRepoClaim } from '../constructs/git-repo-claim';
import { GitRepoTask, type RootTaskProps } from '../constructs/git-repo-task';
import { dnsName } from '../kubernetes/names';
import type { ChainTask } from '../task-list';
import { claimOptions } from './claim-options';
import type { WorkspaceChart } from './workspace-chart';

export interface TaskChartProps {
  readonly task: ChainTask;
  /** The parent's chart. */
  readonly parent?: TaskChart;
  /** The chart with the scripts that prepare trees. */
  readonly workspace: WorkspaceChart;
  /** @default - the namespace that the manifests are applied in */
  readonly namespace?: string;
}

/** One task of the list: its Job, and its claim if it owns one. */
export class TaskChart extends Chart {
  private readonly task: GitRepoTask;

  constructor(scope: Construct, { task: chainTask, parent, workspace, namespace }: TaskChartProps) {
    super(scope, `task-${dnsName(chainTask.task.taskId)}`, { namespace });
    const props = parent
      ? { ...chainTask.task, parent: parent.task }
      : { ...rootProps(chainTask), scripts: workspace.scripts };
    this.task = new GitRepoTask(this, 'Task', props);
  }
}

function rootProps({ task, repository }: ChainTask): RootTaskProps {
  if (repository) {
    const { gitSecret, gitImage, gitResources } = repository;
    const claim = GitRepoClaim.fromRepository(repository.name, claimOptions(repository));
    return { ...task, ref: task.ref ?? repository.ref, gitSecret, gitImage, gitResources, claim };
  }
  const options = claimOptions(task);
  const { existingClaim } = task;
  return { ...task, claim: existingClaim === undefined ? options : GitRepoClaim.fromClaimName(existingClaim, options) };
}
