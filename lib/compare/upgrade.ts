import { isDeepStrictEqual } from 'node:util';
import { count } from '../output/count';
import { compare, type Change } from './changes';
import type { Snapshot } from './snapshot';

/** What this version of the project makes different from `committed`, which an earlier one made of the same list. */
export function upgrade(committed: Snapshot, today: Snapshot): { changes: Change[]; notes: string[] } {
  const changes = compare(committed, today);
  return { changes: changes.filter(({ kind }) => kind === 'refused'), notes: notes(changes, committed, today) };
}

function notes(changes: readonly Change[], committed: Snapshot, today: Snapshot): string[] {
  const others = changes.filter(({ kind }) => kind === 'new' || kind === 'again' || kind === 'gone').length;
  if (others > 0) {
    return [
      `The commit's \`dist/\` is not of its list: a synth there adds, runs or removes ${others} tasks or claims.`,
    ];
  }
  const differing = countDiffering(committed.jobs, today.jobs) + countDiffering(committed.claims, today.claims);
  if (differing === 0) return [];
  return [`An upgrade of this project changes ${count(differing, 'object')}; no task runs again for it.`];
}

function countDiffering(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): number {
  return [...after].filter(([name, object]) => !isDeepStrictEqual(before.get(name), object)).length;
}
