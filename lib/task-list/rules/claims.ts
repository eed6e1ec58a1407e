import { claimAttributes, findClaimDifferences } from '../../constructs/claim-attributes';
import { DEFAULTS } from '../../constructs/defaults';
import { formatPath } from '../../validation/format-path';
import type { PathProblem } from '../../validation/path-problem';
import { checkSshUser } from '../../validation/ssh-user';
import type { Entries, Entry } from '../entries';
import { formatPlace } from '../problem';
import type { RepositoryFields, TaskFields } from '../schema/schema';
import { hasOwnClone, repositoryWithDefaults } from '../schema/fields-of-kind';
import type { TaskNode } from '../task-nodes';

/** Finds root tasks on one existing claim that describe it differently. */
export function checkExistingClaims(nodes: readonly TaskNode[]): PathProblem[] {
  const firsts = new Map<string, TaskNode>();
  return nodes.flatMap((node) => {
    const name = node.entry.fields.existingClaim;
    if (name === undefined) return [];
    const first = firsts.get(name);
    if (!first) {
      firsts.set(name, node);
      return [];
    }
    const [here, there] = [claimAttributes(name, node.task), claimAttributes(name, first.task)];
    const place = formatPlace(formatPath(first.entry.path), first.entry.fields.taskId);
    return findClaimDifferences(here, there, place).map(({ field, message }) => {
      const own = Object.hasOwn(node.entry.given, field) ? field : 'existingClaim';
      return { path: [...node.entry.path, own], message, seeAlso: first.entry.path };
    });
  });
}

/** Finds ssh URLs that are cloned as a user that ssh does not find. */
export function checkSshUsers({ repositories, defaults }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const problems: PathProblem[] = [];
  const check = (
    entry: Entry<TaskFields> | Entry<RepositoryFields>,
    urlField: string,
    url: string | undefined,
    runAsUser: number | null | undefined,
  ): void => {
    if (url === undefined || runAsUser === undefined) return;
    const message = checkSshUser(url, runAsUser, DEFAULTS.runAsUser);
    if (!message) return;
    const isOwn = Object.hasOwn(entry.given, 'runAsUser');
    problems.push(
      isOwn
        ? { path: [...entry.path, 'runAsUser'], message }
        : { path: [...entry.path, urlField], message: `${message} (runAsUser is set in defaults)` },
    );
  };
  for (const { entry, kind, task } of nodes) {
    if (hasOwnClone(kind)) check(entry, 'repoUrl', task.repoUrl, task.runAsUser);
  }
  for (const entry of repositories.values()) {
    check(entry, 'url', entry.fields.url, repositoryWithDefaults(entry, defaults.fields).runAsUser);
  }
  return problems;
}
