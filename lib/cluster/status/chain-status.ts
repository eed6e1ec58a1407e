import { DEFAULTS } from '../../constructs/defaults';
import { dnsName, jobName } from '../../kubernetes/names';
import type { Chain, ChainTask } from '../../task-list';
import { dependenciesOf } from '../../task-list/dependencies';
import { jobStatus } from './job-status';
import { FAILED_STATES, PASSED_STATES, type TaskStatus } from './list-status';
import type { ObservedCluster } from './observed-cluster';

export interface StatusOptions {
  /** Time in milliseconds. */
  readonly now: number;
  /** Whether Argo CD applies the list: then it is the Job in the cluster that says whether its failure is allowed. */
  readonly hasArgoCd: boolean;
}

/** Returns the states of the tasks of a chain, in the order of the chain. */
export function taskStatuses(
  { tasks }: Chain,
  cluster: ObservedCluster,
  { now, hasArgoCd }: StatusOptions,
): TaskStatus[] {
  const statuses = new Map<ChainTask, TaskStatus>();
  for (const task of tasks) {
    const { taskId, run = DEFAULTS.run, allowFailure = DEFAULTS.allowFailure } = task.task;
    const observed = cluster.find(jobName(taskId, run));
    statuses.set(task, {
      taskId,
      parentTaskId: task.parent?.task.taskId,
      run,
      ...(observed
        ? jobStatus(observed, now, hasArgoCd ? undefined : allowFailure)
        : statusWithoutJob(task, statuses, cluster.lastRun(dnsName(taskId)))),
    });
  }
  return [...statuses.values()];
}

/** Returns the state of a task whose run has no Job. `otherRun` is the run that has one. */
function statusWithoutJob(
  task: ChainTask,
  statuses: ReadonlyMap<ChainTask, TaskStatus>,
  otherRun: number | undefined,
): Pick<TaskStatus, 'state' | 'waitsFor' | 'otherRun' | 'reason'> {
  const needed = dependenciesOf(task).map((each) => statuses.get(each)!);
  const awaited = needed.filter(({ state }) => !PASSED_STATES.has(state));
  const failed = awaited.filter(({ state }) => FAILED_STATES.has(state));
  const reasons = [
    ...failed.map(({ taskId }) => `${taskId} failed`),
    ...(otherRun === undefined ? [] : [`run ${otherRun} is in the cluster`]),
  ];
  const reason = reasons.join('; ') || undefined;
  if (awaited.length === 0 || awaited.some(({ state }) => state === 'notApplied')) {
    return { state: 'notApplied', otherRun, reason };
  }
  return { state: 'waiting', waitsFor: awaited.map(({ taskId }) => taskId), otherRun, reason };
}
