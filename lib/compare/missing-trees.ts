import { LABELS } from '../kubernetes/names';
import { isOtherClaim } from './relations';
import { runOf, taskLabel, type Job } from './snapshot';

type Jobs = ReadonlyMap<string, Job>;

/**
 * Finds the tasks that cannot start in a new run, because their parent's tree is not on their claim: the chain moves to
 * another claim, and the parent does not run again. Returns for each of them the first ancestor that has to run again.
 *
 * @param after Each parent comes before its children.
 */
export function findMissingTrees(before: Jobs, after: Jobs): Map<string, string> {
  const missing = new Map<string, string>();
  for (const [taskId, job] of after) {
    const parentId = taskLabel(job, LABELS.parentTaskId);
    const parent = after.get(parentId);
    if (!parent) continue;
    const old = before.get(parentId);
    const runsAgain = !old || runOf(parent) > runOf(old);
    if (!runsAgain && !isOtherClaim(old, job)) continue;
    const ancestor = missing.get(parentId) ?? (runsAgain ? undefined : parentId);
    if (ancestor !== undefined) missing.set(taskId, ancestor);
  }
  return missing;
}
