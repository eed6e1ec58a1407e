import { closestName, didYouMean } from '../validation/closest-name';
import { formatValue } from '../validation/format-value';
import type { TaskNode } from './task-nodes';

/** Returns the task with an ID, to which `node` refers, or what is wrong with the ID. */
export type FindTask = (id: string, node: TaskNode) => TaskNode | string;

/** Comparing an ID with all others takes long in a large list: only this many unknown IDs get a suggestion. */
const MAX_SUGGESTION_COUNT = 100;

/** Returns a function that finds tasks by their IDs. */
export function taskFinder(byId: ReadonlyMap<string, TaskNode>): FindTask {
  let unknownCount = 0;
  return (id, node) => {
    if (id === node.entry.fields.taskId) return `${formatValue(id)} is the task itself; use the ID of another task`;
    const found = byId.get(id);
    if (found) return found;
    const suggested = unknownCount++ < MAX_SUGGESTION_COUNT ? byId.keys() : [];
    return unknownTask(id, suggested, 'correct the ID or add the task');
  };
}

/**
 * Returns what is wrong with an ID that no task has.
 *
 * @param ids The IDs of which the closest one is suggested.
 * @param remedy What to do if none is close.
 */
export function unknownTask(id: string, ids: Iterable<string>, remedy: string): string {
  return `${formatValue(id)} is not a task in this list${didYouMean(closestName(id, ids), remedy)}`;
}
