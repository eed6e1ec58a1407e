import type { Entries } from '../entries';
import type { Finding } from '../problem';
import { didYouMean, Nearest } from '../nearest';
import type { Node } from '../nodes';
import { showValue } from '../../validation/format-value';
import { showPath } from '../format-path';

/** Repositories that the list does not have. */
export function checkRepositories({ repositories }: Entries, nodes: readonly Node[]): Finding[] {
  const nearest = new Nearest(repositories.keys());
  return nodes.flatMap(({ entry, kind }) => {
    const name = entry.fields.repository;
    if (name === undefined || kind === 'child' || repositories.has(name)) return [];
    const meant = nearest.of(name);
    const text = `${showValue(name)} is none of the list's repositories${didYouMean(meant && showValue(meant))}`;
    return [{ path: [...entry.path, 'repository'], text }];
  });
}

/** A child may repeat its root's source, and no other. */
export function checkSources(nodes: readonly Node[]): Finding[] {
  return nodes.flatMap(({ entry, kind, root }) => {
    if (kind !== 'child' || !root) return [];
    return (['repoUrl', 'repository'] as const).flatMap((field) => {
      const value = entry.fields[field];
      if (value === undefined || value === root.entry.fields[field]) return [];
      const text = `${showValue(value)} is not the ${field} of the chain's root, ${showPath(root.entry.path)}`;
      return [{ path: [...entry.path, field], text, also: root.entry.path }];
    });
  });
}
