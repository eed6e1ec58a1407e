import { DEFAULTS } from '../../constructs/defaults';
import { claimName } from '../../kubernetes/names';
import { formatPath } from '../../validation/format-path';
import { problemsAt, type Path, type PathProblem } from '../../validation/path-problem';
import { checkTreePath, checkVolumePaths, claimOfTrees } from '../../validation/pod-volume';
import { pathOfOwner, type Entries } from '../entries';
import type { TaskNode } from '../task-nodes';

/** Finds volumes that are mounted in or around each other or a working tree, and claims with working trees. */
export function checkVolumes(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const claims = claimsOfTrees(entries, nodes);
  return nodes.flatMap((node) => [
    ...checkPaths(entries, node),
    ...problemsAt(pathOfOwner('volumes', node.entry, entries), checkClaims(node, claims)),
  ]);
}

function checkPaths(entries: Entries, node: TaskNode): PathProblem[] {
  const { volumes = [], mountPath = DEFAULTS.mountPath } = node.task;
  const owner = pathOfOwner('volumes', node.entry, entries);
  const treeProblems = problemsAt(owner, checkTreePath(volumes, mountPath));
  const isOwnPath = Object.hasOwn(node.entry.given, 'mountPath');
  return [
    ...problemsAt(owner, checkVolumePaths(volumes)),
    ...(isOwnPath && owner === entries.defaults.path
      ? treeProblems.map((problem) => atMountPath(problem, node))
      : treeProblems),
  ];
}

/** Returns a problem of a default at the field of the task that causes it. */
function atMountPath({ path, message }: PathProblem, { entry }: TaskNode): PathProblem {
  return { path: [...entry.path, 'mountPath'], message: `${formatPath(path)} ${message}` };
}

function checkClaims({ task }: TaskNode, claims: ReadonlyMap<string, Path>): PathProblem[] {
  return (task.volumes ?? []).flatMap(({ claim = '' }, index) => {
    const owner = claims.get(claim);
    return owner ? [{ path: ['volumes', index, 'claim'], message: claimOfTrees(claim), seeAlso: owner }] : [];
  });
}

/** Returns the claims that the list creates or uses for working trees, with the paths that name them. */
function claimsOfTrees({ repositories }: Entries, nodes: readonly TaskNode[]): Map<string, Path> {
  const claims = new Map<string, Path>();
  for (const id of repositories.keys()) claims.set(claimName(id), ['repositories', id]);
  for (const { entry, kind } of nodes) {
    const { taskId, existingClaim } = entry.fields;
    if (kind === 'root' && taskId !== undefined) claims.set(claimName(taskId), [...entry.path, 'taskId']);
    if (kind === 'rootOnExistingClaim' && existingClaim !== undefined) {
      claims.set(existingClaim, [...entry.path, 'existingClaim']);
    }
  }
  return claims;
}
