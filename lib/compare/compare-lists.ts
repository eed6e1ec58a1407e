import type { Synthesize } from '../output/manifest';
import type { TaskList } from '../task-list';
import type { Change } from './change';
import { compareSnapshots } from './compare-snapshots';
import { takeSnapshot } from './snapshot';

/** Returns the changes of all tasks and claims from one list to the next, sorted. */
export function compareLists(before: TaskList, after: TaskList, synthesize: Synthesize): Change[] {
  return compareSnapshots(takeSnapshot(synthesize(before)), takeSnapshot(synthesize(after)));
}
