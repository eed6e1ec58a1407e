import { VARIABLES } from '../kubernetes/names';
import { isOtherClaim } from './relations';
import { initVariable, runOf, type Job } from './snapshot';

/** The new run and the one before it always keep their trees. */
const MIN_KEPT = 2;

/** Returns which trees the new run of a task removes, if it can remove any. */
export function removedTrees(old: Job, job: Job): string[] {
  const keepRuns = initVariable(job, VARIABLES.keepRuns);
  const kept = Math.max(Number(keepRuns), MIN_KEPT);
  // Each run has at most one tree, so there are at most this many.
  const trees = runOf(old) + 1;
  if (keepRuns === undefined || trees <= kept || isOtherClaim(old, job)) return [];
  return [`removes all but the newest ${kept} trees of the task`];
}
