import { DEFAULTS } from '../../constructs/defaults';
import { formatPath } from '../../validation/format-path';
import { formatValue } from '../../validation/format-value';
import type { Path, PathProblem } from '../../validation/path-problem';
import type { Entries, Entry } from '../entries';
import { formatPlace } from '../problem';
import type { TaskFields } from '../schema/schema';
import { firstOfEachId, type TaskNode } from '../task-nodes';

/**
 * Finds tasks that cannot run at the same time on their claim: in one wave, or in chains that share a claim. Skips tasks
 * whose claim is not known because of an error.
 */
export function findWaitingTasks(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const claims = groupBy(firstOfEachId(nodes).values(), (node) => findClaim(entries, node));
  claims.delete(undefined);
  return [...claims.values()].flatMap((onClaim) => {
    const [{ root }] = onClaim;
    const isShared = onClaim.some((node) => node.root !== root);
    const groups = isShared ? [onClaim] : [...groupBy(onClaim, ({ wave }) => wave).values()];
    const concurrent = groups.filter(({ length }) => length > 1);
    const [mode, path] = findAccessMode(entries, root!);
    if (mode === 'ReadWriteOncePod') return concurrent.slice(0, 1).map(([a, b]) => explainWaiting(path, a, b!));
    return mode === 'ReadWriteOnce' ? concurrent.flatMap((group) => findDifferentNodes(entries, group)) : [];
  });
}

/** Returns the name of a claim that chains can share, or else the root whose claim it is. */
function findClaim({ repositories }: Entries, { root }: TaskNode): TaskNode | string | undefined {
  if (!root) return undefined;
  const { repository, existingClaim } = root.entry.fields;
  switch (root.kind) {
    case 'child':
    case 'push':
    case 'ephemeralRoot':
      return undefined;
    case 'root':
      return root;
    case 'rootOnExistingClaim':
      return existingClaim && `claim ${existingClaim}`;
    case 'rootOnRepository':
      return repository !== undefined && repositories.has(repository) ? `repository ${repository}` : undefined;
  }
}

/** Returns the access mode of a root's claim, if it is valid, and the path of the field that sets it. */
function findAccessMode({ repositories, defaults }: Entries, root: TaskNode): [mode: string | undefined, path: Path] {
  const owner = repositories.get(root.entry.fields.repository ?? '') ?? root.entry;
  const source = [owner, defaults].find(({ given }) => Object.hasOwn(given, 'pvcAccessMode'));
  return source
    ? [source.fields.pvcAccessMode, [...source.path, 'pvcAccessMode']]
    : [DEFAULTS.pvcAccessMode, owner.path];
}

function explainWaiting(path: Path, ...tasks: [TaskNode, TaskNode]): PathProblem {
  const [one, other] = tasks.map(({ task }) => formatValue(task.taskId));
  return {
    path,
    message: `"ReadWriteOncePod" allows one pod at a time: ${one} and ${other} will wait for each other; use another access mode to run them at the same time`,
  };
}

function findDifferentNodes({ defaults }: Entries, tasks: readonly TaskNode[]): PathProblem[] {
  const [first, ...others] = tasks.filter(({ entry }) => hasValidSelector(entry) && hasValidSelector(defaults));
  if (!first) return [];
  const { path: firstPath, fields } = first.entry;
  return others.flatMap(({ entry, task }) => {
    if (sorted(task.nodeSelector) === sorted(first.task.nodeSelector)) return [];
    const path = Object.hasOwn(entry.given, 'nodeSelector') ? [...entry.path, 'nodeSelector'] : entry.path;
    const message = `selects other nodes than ${formatPlace(formatPath(firstPath), fields.taskId)}, which may run at the same time, but their ReadWriteOnce claim is on one node; use the same nodeSelector`;
    return [{ path, message, seeAlso: firstPath }];
  });
}

function hasValidSelector({ given, fields }: Entry<Pick<TaskFields, 'nodeSelector'>>): boolean {
  return !Object.hasOwn(given, 'nodeSelector') || fields.nodeSelector !== undefined;
}

function sorted(selector: TaskFields['nodeSelector'] = {}): string {
  return JSON.stringify(Object.entries({ ...DEFAULTS.nodeSelector, ...selector }).sort());
}

function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
