import { checkEphemeralRetry, ephemeralParent } from '../../constructs/options/task-kinds';
import type { PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';

/** Finds child tasks of ephemeral root tasks, and ephemeral root tasks that would continue with an earlier tree. */
export function checkEphemeralRoots(nodes: readonly TaskNode[]): PathProblem[] {
  return nodes.flatMap(({ kind, entry, parent, task }) => {
    if (parent?.kind === 'ephemeralRoot') {
      const message = ephemeralParent(parent.task.taskId ?? '');
      return [{ path: [...entry.path, 'parentTaskId'], message, seeAlso: [...parent.entry.path, 'ephemeral'] }];
    }
    const message = kind === 'ephemeralRoot' ? checkEphemeralRetry(task.retry) : undefined;
    return message ? [{ path: [...entry.path, 'retry'], message }] : [];
  });
}
