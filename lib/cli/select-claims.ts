import { dnsName, parseTreeName } from '../kubernetes/names';
import type { TaskList } from '../task-list';
import { listClaims, type ListClaim } from '../task-list/list-claims';
import { UserError } from '../user-error';
import { formatValue } from '../validation/format-value';

/**
 * Returns the claims with names; without names, all claims of the list.
 *
 * @throws {UserError} if the list has no such claim
 */
export function selectClaims(list: TaskList, names: readonly string[]): ListClaim[] {
  const claims = listClaims(list);
  if (names.length === 0) return [...claims.values()];
  return [...new Set(names)].map((name) => {
    const found = claims.get(name);
    if (!found) {
      throw new UserError(
        `${formatValue(name)} is not a claim of this list; its claims: ${[...claims.keys()].join(', ')}`,
      );
    }
    return found;
  });
}

/** Returns the claims that can have trees: all of `claims`, if the task of a tree is not in the list. */
export function claimsOfTrees(claims: readonly ListClaim[], trees: readonly string[]): readonly ListClaim[] {
  const tasks = new Set(trees.map((tree) => parseTreeName(tree).task));
  const found = claims.filter(({ chains }) => taskNames(chains).some((name) => tasks.has(name)));
  const known = new Set(found.flatMap(({ chains }) => taskNames(chains)));
  return [...tasks].every((task) => known.has(task)) ? found : claims;
}

function taskNames(chains: ListClaim['chains']): string[] {
  return chains.flatMap(({ tasks }) => tasks.map(({ task }) => dnsName(task.taskId)));
}
