import { checkInputs } from '../validation/task-inputs';
import { problemsAt, type PathProblem } from '../validation/path-problem';
import type { FindTask } from './find-task';
import type { TaskNode } from './task-nodes';

/** Links each child task to its inputs. Each task is linked to its root. */
export function linkInputs(nodes: readonly TaskNode[], findTask: FindTask): PathProblem[] {
  return nodes.flatMap((node) => {
    // Inputs of a root task are reported elsewhere.
    const ids = node.kind === 'child' ? (node.entry.fields.inputs ?? []) : [];
    if (ids.length === 0) return [];
    const found = ids.map((id) => findTask(id, node));
    const inputs = found.map((input) => (typeof input === 'string' ? undefined : input));
    const problems = [
      ...found.flatMap((input, index) => (typeof input === 'string' ? [{ path: [index], message: input }] : [])),
      ...checkInputs(
        inputs.map((input) => input && { taskId: input.task.taskId, rootTaskId: input.root?.task.taskId }),
        { taskId: node.task.parentTaskId, rootTaskId: node.root?.task.taskId },
      ),
    ];
    const invalid = new Set(problems.map(({ path: [index] }) => index));
    node.inputs = inputs.filter((input, index) => input !== undefined && !invalid.has(index)) as TaskNode[];
    return problemsAt([...node.entry.path, 'inputs'], problems);
  });
}
