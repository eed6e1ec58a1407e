import { isDeepStrictEqual } from 'node:util';
import { count } from '../output/count';
import { formatCode } from '../output/markdown';
import type { Snapshot } from './snapshot';
import { countScriptChanges } from './script-changes';

/** Describes changes that are not of a single task or claim, as Markdown sentences. */
export function otherChanges(before: Snapshot, after: Snapshot): string[] {
  if (before.jobs.size === 0) return [];
  return before.namespace === after.namespace ? scriptChanges(before, after) : [namespaceChange(before, after)];
}

/**
 * Describes changes of ApplicationSets as Markdown sentences.
 *
 * @param applied The manifests that people applied: Argo CD does not apply an ApplicationSet, not after an upgrade either.
 */
export function applicationSetChanges(applied: Snapshot, after: Snapshot): string[] {
  return [...new Set([...applied.applicationSets.keys(), ...after.applicationSets.keys()])].flatMap((name) => {
    const applicationSet = after.applicationSets.get(name);
    if (isDeepStrictEqual(applied.applicationSets.get(name), applicationSet)) return [];
    const action = applicationSet ? 'changes: apply' : 'is removed: delete';
    return [`The ApplicationSet ${formatCode(name)} ${action} it with kubectl.`];
  });
}

function namespaceChange(...snapshots: readonly [before: Snapshot, after: Snapshot]): string {
  const [from, to] = snapshots.map(({ namespace }) =>
    namespace === undefined ? "kubectl's current namespace" : formatCode(namespace),
  );
  return `The namespace changes from ${from} to ${to}. All tasks run there again, on new claims.`;
}

/** Describes other shell scripts, or another name of their ConfigMap, once and not for each task. */
function scriptChanges(before: Snapshot, after: Snapshot): string[] {
  const objects = countScriptChanges(before, after);
  if (objects === 0) return [];
  return [
    `The workspace scripts or their ConfigMap change in ${count(objects, 'object')}. No task runs again because of it.`,
  ];
}
