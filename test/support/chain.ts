import type { Chain, ChainTask, Repository, Task } from '../../lib/task-list';

/** A chain of tasks, each after its parent and its inputs. */
export function chainOf(tasks: readonly Partial<Task>[], repository?: Repository): Chain {
  const byId = new Map<string, ChainTask>();
  for (const fields of tasks) {
    const task = { taskId: 'root', image: 'alpine:3', repoUrl: 'https://example.com/app.git', ...fields };
    const parent = byId.get(task.parentTaskId ?? '');
    const inputs = (task.inputs ?? []).map((id) => byId.get(id)!);
    const wave = parent ? Math.max(...[parent, ...inputs].map((needed) => needed.wave)) + 1 : 0;
    byId.set(task.taskId, { task, parent, inputs, wave, repository });
  }
  const all = [...byId.values()];
  return { root: all[0]!, tasks: all };
}
