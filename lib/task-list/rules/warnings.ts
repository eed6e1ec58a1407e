import { isChild } from '../../constructs/options/task-kinds';
import { parseImage } from '../../validation/image';
import { parseGitUrl } from '../../validation/git-url';
import type { Entries } from '../entries';
import type { Path, PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';
import type { TaskFields } from '../schema/schema';
import { formatValue } from '../../validation/format-value';
import { findUnlikelyAmounts } from './amounts';
import { findUnstatedHealthCheck } from './stated-health-check';
import { findWaitingTasks } from './waiting-tasks';

/** Finds what is valid but probably not intended. The rest of the list may have errors. */
export function findWarnings(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return [
    ...images(entries),
    ...urls(entries),
    ...findUnlikelyAmounts(entries),
    ...unusedRepositories(entries, nodes),
    ...findWaitingTasks(entries, nodes),
    ...findUnstatedHealthCheck(entries),
  ];
}

function images({ defaults, repositories, tasks }: Entries): PathProblem[] {
  return [defaults, ...repositories.values(), ...tasks].flatMap(({ path, fields }) =>
    imagesOf(fields).flatMap(([field, value]): PathProblem[] => {
      if (value === undefined) return [];
      const { tag, digest } = parseImage(value);
      if (digest !== undefined || (tag !== undefined && tag !== 'latest')) return [];
      const message = `${formatValue(value)} ${tag ? 'has the tag latest' : 'has no tag'}: a later run may get another image; use a fixed tag or a digest`;
      return [{ path: [...path, ...field], message }];
    }),
  );
}

function imagesOf({ image, gitImage, sidecars = [] }: Partial<TaskFields>): [Path, string | undefined][] {
  return [
    [['image'], image],
    [['gitImage'], gitImage],
    ...sidecars.map((sidecar, index): [Path, string] => [['sidecars', index, 'image'], sidecar.image]),
  ];
}

function urls({ repositories, tasks }: Entries): PathProblem[] {
  const all = [
    ...[...repositories.values()].map(({ path, fields }) => ({ path: [...path, 'url'], url: fields.url })),
    ...tasks.map(({ path, fields }) => ({ path: [...path, 'repoUrl'], url: fields.repoUrl })),
    ...tasks.map(({ path, fields }) => ({ path: [...path, 'push', 'url'], url: fields.push?.url })),
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

/** Which repositories are used is known only if the source of each task is. */
function unusedRepositories({ top, repositories, tasks }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const hasOtherEntries = Array.isArray(top.given.tasks) && top.given.tasks.length > tasks.length;
  if (hasOtherEntries || nodes.some((node) => !hasSource(node, repositories))) return [];
  const used = new Set(tasks.map(({ fields }) => fields.repository));
  return [...repositories]
    .filter(([name]) => !used.has(name))
    .map(([, { path }]) => ({
      path,
      atKey: true,
      message: 'is not used by any task; remove it, or set repository at a task',
    }));
}

function hasSource({ kind, entry: { given, fields } }: TaskNode, repositories: Entries['repositories']): boolean {
  if (isChild(kind)) return true;
  return Object.hasOwn(given, 'repository')
    ? repositories.has(fields.repository ?? '')
    : Object.hasOwn(given, 'repoUrl');
}
