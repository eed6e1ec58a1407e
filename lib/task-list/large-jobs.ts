import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { GitRepoTask } from '../constructs/git-repo-task';
import type { ChainTask } from './chains';
import { createTask } from './create-task';
import { dependenciesOf } from './dependencies';

/** Renders the Jobs of tasks and returns a message for each one that is too large to be applied. */
export function findLargeJobs(
  tasks: readonly ChainTask[],
  namespace: string | undefined,
): { taskId: string; message: string }[] {
  const chart = new Chart(new App(), 'jobs', { namespace });
  const constructs = new Map<ChainTask, GitRepoTask>();
  return tasks.flatMap((task) => {
    const message = createWithNeeded(chart, task, constructs).job._findSizeProblem();
    return message ? [{ taskId: task.task.taskId, message }] : [];
  });
}

/** Creates a task, after its parent and its inputs. */
function createWithNeeded(chart: Chart, task: ChainTask, constructs: Map<ChainTask, GitRepoTask>): GitRepoTask {
  const missing = new Set([task]);
  for (const one of missing) {
    for (const needed of dependenciesOf(one)) if (!constructs.has(needed)) missing.add(needed);
  }
  for (const one of [...missing].sort((a, b) => a.wave - b.wave)) {
    const scope = new Construct(chart, one.task.taskId);
    constructs.set(
      one,
      createTask(scope, one, (other) => constructs.get(other)!),
    );
  }
  return constructs.get(task)!;
}
