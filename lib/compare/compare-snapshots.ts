import { CHANGE_KINDS, type Change } from './change';
import { claimChanges } from './claim-changes';
import type { Snapshot } from './snapshot';
import { taskChanges } from './task-changes';

/** Returns the changes of all tasks and claims, sorted by kind and subject. In another namespace all tasks are new. */
export function compareSnapshots(before: Snapshot, after: Snapshot): Change[] {
  const old = before.namespace === after.namespace ? before : { jobs: new Map(), claims: new Map() };
  const changes = [...taskChanges(old.jobs, after.jobs), ...claimChanges(old.claims, after.claims)];
  const bySubject = changes.sort((a, b) => Number(a.subject > b.subject) - Number(a.subject < b.subject));
  return Object.keys(CHANGE_KINDS).flatMap((kind) => bySubject.filter((change) => change.kind === kind));
}
