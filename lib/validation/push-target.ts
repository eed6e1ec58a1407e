import { formatValue } from './format-value';
import { isSameRepository, repositoryOf } from './git-url';
import type { PathProblem } from './path-problem';

/** Where a task pushes to. */
interface Target {
  readonly branch?: string;
  readonly url?: string;
  readonly allowDefault?: boolean;
}

/** What the root of a chain cloned. */
interface Source {
  readonly repoUrl?: string;
  readonly ref?: string;
}

/** Finds a push to the branch that the chain cloned. The path starts at `push`. */
export function checkPushTarget(push: Target, { repoUrl = '', ref }: Source): PathProblem[] {
  const { branch = '', url = repoUrl, allowDefault = false } = push;
  if (allowDefault || !isSameRepository(url, repoUrl) || ref?.replace(/^refs\/heads\//, '') !== branch) return [];
  const message = `${formatValue(branch)} is the branch that the chain cloned; use another one, or set allowDefault to true`;
  return [{ path: ['branch'], message }];
}

/** Returns a key that is equal for two tasks which push to one branch of one repository. */
export function pushTargetKey(push: Target, { repoUrl = '' }: Source): string {
  const { branch = '', url = repoUrl } = push;
  return `${repositoryOf(url)} ${branch}`;
}

/** Returns why two tasks cannot push to one branch. */
export function sharedBranch(branch: string, taskId: string): string {
  return `${formatValue(branch)} is also the branch of task ${formatValue(taskId)}, and one would overwrite the other or fail; use another branch`;
}
