import { parseImage } from '../../validation/image';
import { parseGitUrl } from '../../validation/git-url';
import { claimName } from '../../kubernetes/names';
import { DEFAULTS } from '../../constructs/defaults';
import type { Entries } from '../entries';
import type { Finding, Path } from '../problem';
import type { Node } from '../nodes';
import type { TaskFields } from '../schema/schema';
import { showValue } from '../../validation/format-value';
import { showPath } from '../format-path';

/** What is allowed, and probably not meant. */
export function findWarnings(entries: Entries, nodes: readonly Node[]): Finding[] {
  return [...images(entries), ...urls(entries), ...unusedRepositories(entries), ...waitingTasks(entries, nodes)];
}

function images({ defaults, repositories, tasks }: Entries): Finding[] {
  return [defaults, ...repositories.values(), ...tasks].flatMap(({ path, fields }) =>
    (['image', 'gitImage'] as const).flatMap((field): Finding[] => {
      const value = (fields as Partial<TaskFields>)[field];
      if (value === undefined) return [];
      const { tag, digest } = parseImage(value);
      if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return [];
      const text = `${showValue(value)} ${tag ? 'moves' : 'has no tag'}: a run may get another image than the one before`;
      return [{ path: [...path, field], text }];
    }),
  );
}

function urls({ repositories, tasks }: Entries): Finding[] {
  const all = [
    ...[...repositories.values()].map(({ path, fields }) => ({ path: [...path, 'url'], url: fields.url })),
    ...tasks.map(({ path, fields }) => ({ path: [...path, 'repoUrl'], url: fields.repoUrl })),
  ];
  return all.flatMap(({ path, url }) =>
    url !== undefined && parseGitUrl(url)?.kind === 'http'
      ? [{ path, text: `${showValue(url)} is http: whoever is on the way can read and change what is cloned` }]
      : [],
  );
}

function unusedRepositories({ repositories, tasks }: Entries): Finding[] {
  const used = new Set(tasks.map(({ fields }) => fields.repository));
  return [...repositories]
    .filter(([name]) => !used.has(name))
    .map(([, { path }]) => ({ path, atKey: true, text: 'is a repository that no task names' }));
}

/** Tasks of one wave, or of chains that share a claim, which can't be on their claim at the same time. */
function waitingTasks(entries: Entries, nodes: readonly Node[]): Finding[] {
  return [...groupBy(nodes, claimOf).values()].flatMap((onClaim) => {
    const isShared = onClaim.some(({ root }) => root !== onClaim[0]?.root);
    const groups = isShared ? [onClaim] : [...groupBy(onClaim, ({ depth }) => depth).values()];
    const together = groups.filter(({ length }) => length > 1);
    const [mode, path] = accessMode(entries, onClaim[0]?.root);
    if (mode === 'ReadWriteOncePod') return together.slice(0, 1).map(([a, b]) => waiting(path, a, b));
    return mode === 'ReadWriteOnce' ? together.flatMap(differentNodes) : [];
  });
}

function claimOf({ root }: Node): string | undefined {
  const { taskId, repository, existingClaim = claimName(repository ?? taskId ?? '') } = root?.task ?? {};
  return existingClaim;
}

/** The access mode of a root's claim, and the place that says so. */
function accessMode({ repositories, defaults }: Entries, root: Node | undefined): [string, Path] {
  const owner = repositories.get(root?.task.repository ?? '') ?? root?.entry ?? defaults;
  const said = [owner, defaults].find(({ fields }) => fields.pvcAccessMode !== undefined);
  return said?.fields.pvcAccessMode
    ? [said.fields.pvcAccessMode, [...said.path, 'pvcAccessMode']]
    : [DEFAULTS.accessMode, owner.path];
}

function waiting(path: Path, a: Node | undefined, b: Node | undefined): Finding {
  const [one, other] = [a, b].map((node) => showValue(node?.task.taskId));
  return {
    path,
    text: `"ReadWriteOncePod" lets one pod use the claim at a time: ${one} and ${other} will wait for each other`,
  };
}

function differentNodes([first, ...others]: readonly Node[]): Finding[] {
  return others.flatMap(({ entry, task }) => {
    if (!first || sorted(task.nodeSelector) === sorted(first.task.nodeSelector)) return [];
    const path = Object.hasOwn(entry.given, 'nodeSelector') ? [...entry.path, 'nodeSelector'] : entry.path;
    const text = `selects other nodes than ${showPath(first.entry.path)}, which may run at the same time: the ReadWriteOnce claim is on one node`;
    return [{ path, text, also: first.entry.path }];
  });
}

function sorted(selector: TaskFields['nodeSelector'] = {}): string {
  return JSON.stringify(Object.entries(selector).sort());
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
