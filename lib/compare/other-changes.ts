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
 * Describes changes of the objects in `dist/argo-cd/` as Markdown sentences.
 *
 * @param applied The manifests that people applied: Argo CD does not apply these objects, not after an upgrade either.
 */
export function argoCdChanges(applied: Snapshot, after: Snapshot): string[] {
  const applicationSets = differingNames(applied.applicationSets, after.applicationSets).map((name) => {
    const action = after.applicationSets.has(name)
      ? CHANGES
      : 'is removed: delete it with kubectl. Argo CD then deletes its Jobs, also running ones.';
    return `The ApplicationSet ${formatCode(name)} ${action}`;
  });
  const guards = differingNames(applied.guardObjects, after.guardObjects).map((key) => {
    const [kind, name = ''] = key.split(' ');
    const action = after.guardObjects.has(key) ? CHANGES : 'is removed: delete it with kubectl.';
    return `The ${kind} ${formatCode(name)} ${action}`;
  });
  return [...applicationSets, ...guards];
}

const CHANGES = 'changes: apply it with kubectl.';

function differingNames(before: ReadonlyMap<string, object>, after: ReadonlyMap<string, object>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => !isDeepStrictEqual(before.get(name), after.get(name)),
  );
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
