import { isDeepStrictEqual } from 'node:util';
import { count } from '../output/count';
import { formatCode } from '../output/markdown';
import { formatDestination, isOtherCluster, isOtherDestination } from './destination';
import { countScriptChanges } from './script-changes';
import { hasArgoCd, type Snapshot } from './snapshot';

/** Describes changes that are not of a single task or claim, as Markdown sentences. */
export function otherChanges(before: Snapshot, after: Snapshot): string[] {
  if (before.jobs.size === 0) return [];
  return isOtherDestination(before.destination, after.destination)
    ? destinationChange(before, after)
    : scriptChanges(before, after);
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
    const action = applicationSet
      ? 'changes: apply it with kubectl.'
      : 'is removed: delete it with kubectl. Argo CD then deletes its Jobs, also running ones.';
    return [`The ApplicationSet ${formatCode(name)} ${action}`];
  });
}

/** Describes another namespace or cluster. Argo CD deletes no object that the AppProject does not allow it to manage. */
function destinationChange(before: Snapshot, after: Snapshot): string[] {
  const from = formatDestination(before.destination, after.destination);
  const to = formatDestination(after.destination, before.destination);
  const move = `All tasks move from ${from} to ${to}: they start there from new clones, on new claims.`;
  const needs = 'The Secrets and existing claims that they use must be there, too.';
  const isPruned = hasArgoCd(before) && !isOtherCluster(before.destination, after.destination);
  const condition = `Argo CD deletes nothing in ${from} if the AppProject no longer allows this namespace.`;
  return [`${move} ${needs}`, ...(isPruned ? [condition] : [])];
}

/** Describes other shell scripts, or another name of their ConfigMap, once and not for each task. */
function scriptChanges(before: Snapshot, after: Snapshot): string[] {
  const objects = countScriptChanges(before, after);
  if (objects === 0) return [];
  return [
    `The workspace scripts or their ConfigMap change in ${count(objects, 'object')}. No task runs again because of it.`,
  ];
}
