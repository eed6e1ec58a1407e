import { isDeepStrictEqual } from 'node:util';
import { count } from '../output/count';
import type { Change, ChangeKind } from './change';
import { compareSnapshots } from './compare-snapshots';
import type { Snapshot } from './snapshot';

/** Changes that an upgrade never makes: the list of the commit was edited, and its dist/ was not rendered again. */
const MISMATCHES = new Set<ChangeKind>(['added', 'rerun', 'deleted', 'orphaned']);

/**
 * Returns what this version of the project changes in `committed`, which an earlier version rendered from the same list.
 * Only changes that are rejected are listed; the others are counted in a note.
 */
export function compareUpgrade(committed: Snapshot, current: Snapshot): { changes: Change[]; notes: string[] } {
  const changes = compareSnapshots(committed, current);
  return {
    changes: changes.filter(({ kind }) => kind === 'rejected'),
    notes: upgradeNotes(changes, committed, current),
  };
}

function upgradeNotes(changes: readonly Change[], committed: Snapshot, current: Snapshot): string[] {
  const others = changes.filter(({ kind }) => MISMATCHES.has(kind)).length;
  if (others > 0) {
    return [
      `The manifests of the commit are older than its list: \`npm run synth\` in that commit adds, reruns or removes ` +
        `${count(others, 'task or claim', 'tasks or claims')}.`,
    ];
  }
  const kinds = ['jobs', 'claims', 'configMaps'] as const;
  const differing = kinds.reduce((sum, kind) => sum + countDiffering(committed[kind], current[kind]), 0);
  if (differing === 0) return [];
  return [`An upgrade of this project changes ${count(differing, 'object')}. No task runs again because of it.`];
}

function countDiffering(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): number {
  return [...after].filter(([name, object]) => !isDeepStrictEqual(before.get(name), object)).length;
}
