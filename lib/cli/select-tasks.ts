import type { Selection } from '../cluster';
import type { TaskList } from '../task-list';
import { withDescendants } from '../task-list/dependents';
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
  const named = new Set(found.map(({ task }) => task));
  const selected = [...chains].flatMap((chain) => [...withDescendants(chain, named)]);
  return {
    chains: list.chains.filter((chain) => chains.has(chain)),
    taskIds: new Set(selected.map(({ task }) => task.taskId)),
  };
}
