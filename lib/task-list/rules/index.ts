import type { Entries } from '../entries';
import { checkKind } from '../schema/task-kinds';
import type { PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';
import { checkExistingClaims, checkSshUsers } from './claims';
import { checkNames } from './name-collisions';
import { checkRepositories, checkSources } from './references';
import { checkResources } from './resources';
import { checkSizes } from './size';

/** What the fields of a list have to do with each other. */
export function checkRules(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return [
    ...checkTop(entries),
    ...nodes.flatMap(({ entry, kind }) => checkKind(entry, kind)),
    ...nodes.flatMap((node) => checkImage(entries, node)),
    ...checkRepositories(entries, nodes),
    ...checkSources(nodes),
    ...checkNames(entries, nodes),
    ...checkExistingClaims(nodes),
    ...checkSshUsers(entries, nodes),
    ...checkResources(entries, nodes),
    ...checkSizes(nodes),
  ];
}

function checkTop({ top: { given } }: Entries): PathProblem[] {
  const problems: PathProblem[] = [];
  if (Array.isArray(given.tasks) && given.tasks.length === 0) {
    problems.push({ path: ['tasks'], message: 'has no task: Argo CD would delete every Job of an earlier list' });
  }
  if (Object.hasOwn(given, 'argoCd') && !Object.hasOwn(given, 'namespace')) {
    problems.push({ path: ['argoCd'], atKey: true, message: "needs the list's namespace: where the tasks run" });
  }
  return problems;
}

function checkImage({ defaults }: Entries, { entry }: TaskNode): PathProblem[] {
  if (Object.hasOwn(entry.given, 'image') || Object.hasOwn(defaults.given, 'image')) return [];
  return [{ path: entry.path, message: 'has no image, and defaults has none' }];
}
