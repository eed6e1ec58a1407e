import { isChild } from '../../constructs/options/task-kinds';
import { closestName, didYouMean } from '../../validation/closest-name';
import { formatValue } from '../../validation/format-value';
import type { PathProblem } from '../../validation/path-problem';
import { checkRepeatedSource } from '../../validation/repeated-source';
import type { Entries } from '../entries';
import type { TaskNode } from '../task-nodes';

/** Comparing a name with all others takes long in a large list: only this many unknown repositories get a suggestion. */
const MAX_SUGGESTION_COUNT = 100;

/** Finds root tasks that name a repository which the list does not have. */
export function checkRepositories({ repositories }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const problems: PathProblem[] = [];
  for (const { entry, kind } of nodes) {
    const name = entry.fields.repository;
    if (name === undefined || isChild(kind) || repositories.has(name)) continue;
    const suggestion = problems.length < MAX_SUGGESTION_COUNT ? closestName(name, repositories.keys()) : undefined;
    const message = `${formatValue(name)} is not one of the list's repositories${didYouMean(suggestion, 'correct the name or add it to repositories')}`;
    problems.push({ path: [...entry.path, 'repository'], message });
  }
  return problems;
}

/** Finds child tasks with another source than their root's; they may repeat it. */
export function checkSources({ repositories }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return nodes.flatMap(({ entry, kind, root }) => {
    if (!isChild(kind) || !root) return [];
    const { repoUrl, repository } = root.entry.fields;
    const rootUrl = repository === undefined ? repoUrl : repositories.get(repository)?.fields.url;
    const check = (field: 'repoUrl' | 'repository', rootValue: string | undefined): PathProblem[] => {
      const message = checkRepeatedSource(field, entry.fields[field], rootValue);
      return message ? [{ path: [...entry.path, field], message, seeAlso: root.entry.path }] : [];
    };
    return [...check('repoUrl', rootUrl), ...check('repository', repository)];
  });
}
