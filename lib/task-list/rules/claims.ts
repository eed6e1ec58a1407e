import { DEFAULTS } from '../../constructs/defaults';
import { parseGitUrl } from '../../validation/git-url';
import type { Entries } from '../entries';
import { repositoryWithDefaults } from '../schema/task-kinds';
import type { Path, PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';
import type { TaskFields } from '../schema/schema';
import { formatValue } from '../../validation/format-value';
import { formatPath } from '../../validation/format-path';

type ClaimOwner = Pick<TaskFields, 'pvcAccessMode' | 'runAsUser' | 'fsGroup'>;

/** Two roots on one existing claim must say the same of it. */
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
    const [here, there] = [resolved(node.task), resolved(first.task)];
    return (['pvcAccessMode', 'runAsUser', 'fsGroup'] as const).flatMap((field) => {
      if (here[field] === there[field]) return [];
      const own = Object.hasOwn(node.entry.given, field) ? field : 'existingClaim';
      const message = `${formatValue(name)} has the ${field} ${formatValue(here[field])} here and ${formatValue(there[field])} for ${formatPath(first.entry.path)}`;
      return [{ path: [...node.entry.path, own], message, seeAlso: first.entry.path }];
    });
  });
}

function resolved({
  pvcAccessMode = DEFAULTS.accessMode,
  runAsUser = DEFAULTS.runAsUser,
  fsGroup = runAsUser,
}: ClaimOwner): ClaimOwner {
  return { pvcAccessMode, runAsUser, fsGroup };
}

/** ssh wants to find its user in /etc/passwd. */
export function checkSshUsers({ repositories, defaults }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const problems: PathProblem[] = [];
  const check = (
    path: Path,
    field: string,
    url: string | undefined,
    { runAsUser }: ClaimOwner,
    given: object,
  ): void => {
    if (url === undefined || runAsUser == null || runAsUser === DEFAULTS.runAsUser) return;
    if (parseGitUrl(url)?.kind !== 'ssh') return;
    const own = Object.hasOwn(given, 'runAsUser');
    const message = own
      ? `${runAsUser} can't clone from an ssh URL: ssh wants its user in /etc/passwd (leave it out, or null)`
      : `${formatValue(url)} can't be cloned as user ${runAsUser}, the list's default: ssh wants its user in /etc/passwd`;
    problems.push({ path: [...path, own ? 'runAsUser' : field], message });
  };
  for (const { entry, kind, task } of nodes) {
    if (kind !== 'child' && kind !== 'rootOnRepository') check(entry.path, 'repoUrl', task.repoUrl, task, entry.given);
  }
  for (const entry of repositories.values()) {
    check(entry.path, 'url', entry.fields.url, repositoryWithDefaults(entry, defaults.fields), entry.given);
  }
  return problems;
}
