import type { Selection } from '../cluster';
import type { ChainTask, TaskList } from '../task-list';
import { findTasks } from './find-tasks';

/**
 * Returns the tasks with IDs and all their descendants; without IDs, all tasks of the list.
 *
 * @throws {UserError} if the list has no such task
 */
export function selectTasks(list: TaskList, ids: readonly string[]): Selection {
  if (ids.length === 0) return { chains: list.chains };
  const found = findTasks(list, ids);
  const chains = new Set(found.map(({ chain }) => chain));
  const selected = new Set(found.map(({ task }) => task));
  // The tasks of a chain are sorted by wave, so a parent comes before its children.
  for (const task of [...chains].flatMap(({ tasks }) => tasks)) {
    if (task.parent && selected.has(task.parent)) selected.add(task);
  }
  return {
    chains: list.chains.filter((chain) => chains.has(chain)),
    taskIds: new Set([...selected].map(({ task }: ChainTask) => task.taskId)),
  };
}
