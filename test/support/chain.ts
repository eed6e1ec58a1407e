import type { Chain, ChainTask, Repository, Task } from '../../lib/task-list';

/** A chain of tasks, each parent before its children. */
export function chainOf(tasks: readonly Partial<Task>[], repository?: Repository): Chain {
  const byId = new Map<string, ChainTask>();
  for (const fields of tasks) {
    const task = { taskId: 'root', image: 'alpine:3', repoUrl: 'https://example.com/app.git', ...fields };
    byId.set(task.taskId, { task, parent: byId.get(task.parentTaskId ?? ''), repository });
  }
  const all = [...byId.values()];
  return { root: all[0]!, tasks: all };
}
