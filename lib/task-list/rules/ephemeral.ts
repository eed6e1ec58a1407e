import { checkEphemeralOptions, ephemeralParent } from '../../constructs/options/task-kinds';
import { problemsAt, type PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';

/** Finds child tasks of ephemeral root tasks, and ephemeral root tasks with options that need an earlier tree. */
export function checkEphemeralRoots(nodes: readonly TaskNode[]): PathProblem[] {
  return nodes.flatMap(({ kind, entry, parent, task }) => {
    if (parent?.kind === 'ephemeralRoot') {
      const message = ephemeralParent(parent.task.taskId ?? '');
      return [{ path: [...entry.path, 'parentTaskId'], message, seeAlso: [...parent.entry.path, 'ephemeral'] }];
    }
    return kind === 'ephemeralRoot' ? problemsAt(entry.path, checkEphemeralOptions(task)) : [];
  });
}
