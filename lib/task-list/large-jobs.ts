import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { GitRepoTask } from '../constructs/git-repo-task';
import type { ChainTask } from './chains';
import { createTask } from './create-task';

/** Renders the Jobs of tasks and returns a message for each one that is too large to be applied. */
export function findLargeJobs(
  tasks: readonly ChainTask[],
  namespace: string | undefined,
): { taskId: string; message: string }[] {
  const chart = new Chart(new App(), 'jobs', { namespace });
  const constructs = new Map<ChainTask, GitRepoTask>();
  return tasks.flatMap((task) => {
    const message = createWithAncestors(chart, task, constructs).job._findSizeProblem();
    return message ? [{ taskId: task.task.taskId, message }] : [];
  });
}

function createWithAncestors(chart: Chart, task: ChainTask, constructs: Map<ChainTask, GitRepoTask>): GitRepoTask {
  const missing: ChainTask[] = [];
  let next: ChainTask | undefined = task;
  for (; next && !constructs.has(next); next = next.parent) missing.push(next);
  let construct = next && constructs.get(next);
  for (const one of missing.reverse()) {
    construct = createTask(new Construct(chart, one.task.taskId), one, construct);
    constructs.set(one, construct);
  }
  return construct!;
}
