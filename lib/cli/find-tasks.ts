import type { Chain, ChainTask, TaskList } from '../task-list';
import { unknownTask } from '../task-list/find-task';
import { UserError } from '../user-error';

/** A task of a list, and the chain that it is in. */
export interface FoundTask {
  readonly chain: Chain;
  readonly task: ChainTask;
}

/**
 * Returns the tasks with IDs, in the order of the IDs. The ID of a chain is that of its root task.
 *
 * @throws {UserError} if the list has no such task
 */
export function findTasks({ chains }: TaskList, ids: readonly string[]): FoundTask[] {
  const byId = new Map(chains.flatMap((chain) => chain.tasks.map((task) => [task.task.taskId, { chain, task }])));
  return ids.map((id) => {
    const found = byId.get(id);
    if (!found) throw new UserError(unknownTask(id, byId.keys(), 'correct the ID'));
    return found;
  });
}
