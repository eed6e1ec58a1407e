import { claimName, dnsName } from '../../kubernetes/names';
import { formatPath } from '../../validation/format-path';
import { formatValue } from '../../validation/format-value';
import { nameCollision } from '../../validation/name-collision';
import type { PathProblem } from '../../validation/path-problem';
import type { Entries } from '../entries';
import { firstOfEachId, type TaskNode } from '../task-nodes';

/** A task or a repository, and the place that names it. */
interface NamedEntry extends Pick<PathProblem, 'path' | 'atKey'> {
  readonly id: string;
}

/** Finds entries that need the same name in the cluster, on a claim or in `dist/`. */
export function checkNames({ repositories }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const repositoryEntries = [...repositories.keys()].map((id): NamedEntry => ({
    id,
    path: ['repositories', id],
    atKey: true,
  }));
  const firsts = [...firstOfEachId(nodes)];
  const named = (ofNodes: typeof firsts): NamedEntry[] =>
    ofNodes.map(([id, { entry }]) => ({ id, path: [...entry.path, 'taskId'] }));
  const tasks = named(firsts);
  const roots = named(firsts.filter(([, { kind }]) => kind === 'root'));
  const claimOwners = [...repositoryEntries, ...roots];
  return [
    ...nameCollisions(repositoryEntries, dnsName, 'the folder'),
    ...nameCollisions(tasks, dnsName, 'the name'),
    ...nameCollisions(claimOwners, claimName, 'the claim').filter(({ path, seeAlso }) => path[0] !== seeAlso?.[0]),
    ...existingClaimCollisions(claimOwners, nodes),
  ];
}

function nameCollisions(all: readonly NamedEntry[], nameOf: (id: string) => string, what: string): PathProblem[] {
  const owners = new Map<string, NamedEntry>();
  return all.flatMap(({ id, path, atKey }) => {
    const name = nameOf(id);
    const owner = owners.get(name);
    if (!owner) {
      owners.set(name, { id, path, atKey });
      return [];
    }
    const message = nameCollision(id, { id: owner.id, place: formatPath(owner.path) }, what, name);
    return [{ path, atKey, message, seeAlso: owner.path }];
  });
}

function existingClaimCollisions(claimOwners: readonly NamedEntry[], nodes: readonly TaskNode[]): PathProblem[] {
  const owners = new Map(claimOwners.map((owner) => [claimName(owner.id), owner]));
  return nodes.flatMap(({ entry }) => {
    const name = entry.fields.existingClaim;
    const owner = name === undefined ? undefined : owners.get(name);
    if (!owner) return [];
    const message = `${formatValue(name)} is the new claim of ${formatValue(owner.id)} (${formatPath(owner.path)}); to share a claim, use a repository`;
    return [{ path: [...entry.path, 'existingClaim'], message, seeAlso: owner.path }];
  });
}
