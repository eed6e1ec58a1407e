import type { Entries } from '../entries';
import type { PathProblem } from '../../validation/path-problem';
import { didYouMean, Nearest } from '../nearest';
import type { TaskNode } from '../task-nodes';
import { formatValue } from '../../validation/format-value';
import { formatPath } from '../../validation/format-path';

/** Repositories that the list does not have. */
export function checkRepositories({ repositories }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const nearest = new Nearest(repositories.keys());
  return nodes.flatMap(({ entry, kind }) => {
    const name = entry.fields.repository;
    if (name === undefined || kind === 'child' || repositories.has(name)) return [];
    const meant = nearest.of(name);
    const message = `${formatValue(name)} is none of the list's repositories${didYouMean(meant && formatValue(meant))}`;
    return [{ path: [...entry.path, 'repository'], message }];
  });
}

/** A child may repeat its root's source, and no other. */
export function checkSources(nodes: readonly TaskNode[]): PathProblem[] {
  return nodes.flatMap(({ entry, kind, root }) => {
    if (kind !== 'child' || !root) return [];
    return (['repoUrl', 'repository'] as const).flatMap((field) => {
      const value = entry.fields[field];
      if (value === undefined || value === root.entry.fields[field]) return [];
      const message = `${formatValue(value)} is not the ${field} of the chain's root, ${formatPath(root.entry.path)}`;
      return [{ path: [...entry.path, field], message, seeAlso: root.entry.path }];
    });
  });
}
