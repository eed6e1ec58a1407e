import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { GitRepoTask } from '../constructs/git-repo-task';
import { dnsName } from '../kubernetes/names';
import type { ChainTask } from '../task-list';
import { createTask } from '../task-list/create-task';
import type { WorkspaceChart } from './workspace-chart';

export interface TaskChartProps {
  readonly task: ChainTask;
  /** The charts of the tasks that come before it in its chain. */
  readonly charts: ReadonlyMap<ChainTask, TaskChart>;
  /** The chart with the scripts that prepare trees. */
  readonly workspace: WorkspaceChart;
}

/** One task of the list: its Job, and its claim if it owns one. */
export class TaskChart extends Chart {
  private readonly task: GitRepoTask;

  constructor(scope: Construct, { task, charts, workspace }: TaskChartProps) {
    super(scope, `task-${dnsName(task.task.taskId)}`, { namespace: workspace.namespace });
    this.task = createTask(this, task, (other) => charts.get(other)!.task, workspace.scripts);
  }
}
