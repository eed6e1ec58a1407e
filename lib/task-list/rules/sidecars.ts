import { checkSidecars } from '../../constructs/check-sidecars';
import { problemsAt, type PathProblem } from '../../validation/path-problem';
import { pathOfOwner, type Entries } from '../entries';
import type { TaskNode } from '../task-nodes';

/** Checks the fields of sidecars that depend on each other. */
export function checkTaskSidecars(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return nodes.flatMap(({ entry, task }) =>
    problemsAt(pathOfOwner('sidecars', entry, entries), checkSidecars(task.sidecars)),
  );
}
