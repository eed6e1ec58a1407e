import { claimName, dnsName } from '../../kubernetes/names';
import type { Entries } from '../entries';
import type { PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';
import { formatValue } from '../../validation/format-value';
import { formatPath } from '../../validation/format-path';

interface Named extends Pick<PathProblem, 'path' | 'atKey'> {
  readonly id: string;
}

/** Two that want one name in the cluster, on a claim or in `dist/`. */
export function checkNames({ repositories }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const repositoryNames = [...repositories.keys()].map((id): Named => ({
    id,
    path: ['repositories', id],
    atKey: true,
  }));
  const tasks = firstOfEachId(nodes);
  const roots = tasks.flatMap(({ kind, ...named }) => (kind === 'root' ? [named] : []));
  const claims = [...repositoryNames, ...roots];
  return [
    ...meetings(repositoryNames, dnsName, 'the folder'),
    ...meetings(tasks, dnsName, 'the name'),
    ...meetings(claims, claimName, 'the claim').filter(({ path, seeAlso }) => path[0] !== seeAlso?.[0]),
    ...meetingsWithExisting(claims, nodes),
  ];
}

/** IDs that are there twice have been reported. */
function firstOfEachId(nodes: readonly TaskNode[]): (Named & Pick<TaskNode, 'kind'>)[] {
  const byId = new Map<string, Named & Pick<TaskNode, 'kind'>>();
  for (const { entry, kind } of nodes) {
    const id = entry.fields.taskId;
    if (id !== undefined && !byId.has(id)) byId.set(id, { id, kind, path: [...entry.path, 'taskId'] });
  }
  return [...byId.values()];
}

function meetings(all: readonly Named[], nameOf: (id: string) => string, what: string): PathProblem[] {
  const owners = new Map<string, Named>();
  return all.flatMap(({ id, path, atKey }) => {
    const name = nameOf(id);
    const owner = owners.get(name);
    if (!owner) {
      owners.set(name, { id, path, atKey });
      return [];
    }
    const message = `${formatValue(id)} and ${formatValue(owner.id)} (${formatPath(owner.path)}) both want ${what} ${name}`;
    return [{ path, atKey, message, seeAlso: owner.path }];
  });
}

function meetingsWithExisting(claims: readonly Named[], nodes: readonly TaskNode[]): PathProblem[] {
  const owners = new Map(claims.map((claim) => [claimName(claim.id), claim]));
  return nodes.flatMap(({ entry }) => {
    const name = entry.fields.existingClaim;
    const owner = name === undefined ? undefined : owners.get(name);
    if (!owner) return [];
    const message = `${formatValue(name)} is the claim that the list makes for ${formatPath(owner.path)}`;
    return [{ path: [...entry.path, 'existingClaim'], message, seeAlso: owner.path }];
  });
}
