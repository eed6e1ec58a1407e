import { checkSidecars } from '../../constructs/check-sidecars';
import { problemsAt, type PathProblem } from '../../validation/path-problem';
import type { Entries } from '../entries';
import type { TaskNode } from '../task-nodes';

/** Checks the fields of sidecars that depend on each other. */
export function checkTaskSidecars({ defaults }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return nodes.flatMap(({ entry, task }) => {
    const owner = Object.hasOwn(entry.given, 'sidecars') ? entry.path : defaults.path;
    return problemsAt(owner, checkSidecars(task.sidecars));
  });
}
