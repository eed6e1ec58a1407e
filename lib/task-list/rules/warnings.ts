import { parseImage } from '../../validation/image';
import { parseGitUrl } from '../../validation/git-url';
import { claimName } from '../../kubernetes/names';
import { DEFAULTS } from '../../constructs/defaults';
import type { Entries } from '../entries';
import type { Path, PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';
import type { TaskFields } from '../schema/schema';
import { formatValue } from '../../validation/format-value';
import { formatPath } from '../../validation/format-path';
import { findUnlikelyAmounts } from './amounts';

/** Finds what is valid but probably not intended. */
export function findWarnings(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return [
    ...images(entries),
    ...urls(entries),
    ...findUnlikelyAmounts(entries),
    ...unusedRepositories(entries),
    ...waitingTasks(entries, nodes),
  ];
}

function images({ defaults, repositories, tasks }: Entries): PathProblem[] {
  return [defaults, ...repositories.values(), ...tasks].flatMap(({ path, fields }) =>
    (['image', 'gitImage'] as const).flatMap((field): PathProblem[] => {
      const value = (fields as Partial<TaskFields>)[field];
      if (value === undefined) return [];
      const { tag, digest } = parseImage(value);
      if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return [];
      const message = `${formatValue(value)} ${tag ? 'has the tag latest' : 'has no tag'}: a later run may get another image; use a fixed tag or a digest`;
      return [{ path: [...path, field], message }];
    }),
  );
}

function urls({ repositories, tasks }: Entries): PathProblem[] {
  const all = [
    ...[...repositories.values()].map(({ path, fields }) => ({ path: [...path, 'url'], url: fields.url })),
    ...tasks.map(({ path, fields }) => ({ path: [...path, 'repoUrl'], url: fields.repoUrl })),
  ];
  return all.flatMap(({ path, url }) =>
    url !== undefined && parseGitUrl(url)?.kind === 'http'
      ? [
          {
            path,
            message: `${formatValue(url)} uses http: anyone on the network path can read and change what is cloned; use https`,
          },
        ]
      : [],
  );
}

function unusedRepositories({ repositories, tasks }: Entries): PathProblem[] {
  const used = new Set(tasks.map(({ fields }) => fields.repository));
  return [...repositories]
    .filter(([name]) => !used.has(name))
    .map(([, { path }]) => ({
      path,
      atKey: true,
      message: 'is not used by any task; remove it, or set repository at a task',
    }));
}

/** Finds tasks that cannot run at the same time on their claim: in one wave, or in chains that share a claim. */
function waitingTasks(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return [...groupBy(nodes, claimOf).values()].flatMap((onClaim) => {
    const isShared = onClaim.some(({ root }) => root !== onClaim[0]?.root);
    const groups = isShared ? [onClaim] : [...groupBy(onClaim, ({ wave }) => wave).values()];
    const concurrent = groups.filter(({ length }) => length > 1);
    const [mode, path] = accessMode(entries, onClaim[0]?.root);
    if (mode === 'ReadWriteOncePod') return concurrent.slice(0, 1).map(([a, b]) => waiting(path, a, b));
    return mode === 'ReadWriteOnce' ? concurrent.flatMap(differentNodes) : [];
  });
}

function claimOf({ root }: TaskNode): string | undefined {
  const { taskId, repository, existingClaim = claimName(repository ?? taskId ?? '') } = root?.task ?? {};
  return existingClaim;
}

/** Returns the access mode of a root's claim, and the path of the field that sets it. */
function accessMode({ repositories, defaults }: Entries, root: TaskNode | undefined): [string, Path] {
  const owner = repositories.get(root?.task.repository ?? '') ?? root?.entry ?? defaults;
  const source = [owner, defaults].find(({ fields }) => fields.pvcAccessMode !== undefined);
  return source?.fields.pvcAccessMode
    ? [source.fields.pvcAccessMode, [...source.path, 'pvcAccessMode']]
    : [DEFAULTS.pvcAccessMode, owner.path];
}

function waiting(path: Path, a: TaskNode | undefined, b: TaskNode | undefined): PathProblem {
  const [one, other] = [a, b].map((node) => formatValue(node?.task.taskId));
  return {
    path,
    message: `"ReadWriteOncePod" allows one pod at a time: ${one} and ${other} will wait for each other; use another access mode to run them at the same time`,
  };
}

function differentNodes([first, ...others]: readonly TaskNode[]): PathProblem[] {
  return others.flatMap(({ entry, task }) => {
    if (!first || sorted(task.nodeSelector) === sorted(first.task.nodeSelector)) return [];
    const path = Object.hasOwn(entry.given, 'nodeSelector') ? [...entry.path, 'nodeSelector'] : entry.path;
    const message = `selects other nodes than ${formatPath(first.entry.path)}, which may run at the same time, but their ReadWriteOnce claim is on one node; use the same nodeSelector`;
    return [{ path, message, seeAlso: first.entry.path }];
  });
}

function sorted(selector: TaskFields['nodeSelector'] = {}): string {
  return JSON.stringify(Object.entries({ ...DEFAULTS.nodeSelector, ...selector }).sort());
}

function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
