import { isOtherClaim } from './relations';
import { neededTasks, runOf, type Job } from './snapshot';

type Jobs = ReadonlyMap<string, Job>;

/** A tree that a task needs and that is not on its claim. */
export interface MissingTree {
  /** The task of the tree. */
  readonly taskId: string;
  /** The first task that has to run again: the task of the tree or one that it needs. */
  readonly ancestor: string;
}

/**
 * Finds the tasks that cannot start in a new run, because the tree of their parent or of an input is not on their claim: the
 * chain moves to another claim, and that task does not run again.
 *
 * @param after Each task comes after those it needs.
 */
export function findMissingTrees(before: Jobs, after: Jobs): Map<string, MissingTree> {
  const missing = new Map<string, MissingTree>();
  for (const [subject, job] of after) {
    for (const taskId of neededTasks(job)) {
      const needed = after.get(taskId);
      if (!needed || missing.has(subject)) continue;
      const old = before.get(taskId);
      const runsAgain = !old || runOf(needed) > runOf(old);
      if (!runsAgain && !isOtherClaim(old, job)) continue;
      const ancestor = missing.get(taskId)?.ancestor ?? (runsAgain ? undefined : taskId);
      if (ancestor !== undefined) missing.set(subject, { taskId, ancestor });
    }
  }
  return missing;
}
