import { sortChanges, type Change } from './change';
import { claimChanges } from './claim-changes';
import { isOtherDestination } from './destination';
import { removals } from './removals';
import type { Snapshot } from './snapshot';
import { addedTasks, taskChanges } from './task-changes';

/** Returns the changes of all tasks and claims, sorted. In another namespace or cluster all tasks are new. */
export function compareSnapshots(before: Snapshot, after: Snapshot): Change[] {
  const isMoved = isOtherDestination(before.destination, after.destination);
  return sortChanges([
    ...removals(before, after),
    ...(isMoved
      ? addedTasks(before, after)
      : [...taskChanges(before, after), ...claimChanges(before.claims, after.claims)]),
  ]);
}
