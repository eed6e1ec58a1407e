import type { Chain, ChainTask } from './chains';

/** Returns the tasks of a chain that start from the results of `tasks`, directly or through others, and `tasks` themselves. */
export function withDependents({ tasks: all }: Chain, tasks: ReadonlySet<ChainTask>): Set<ChainTask> {
  const found = new Set(tasks);
  // Each task comes after those that it needs.
  for (const task of all) {
    const needed = task.parent ? [task.parent, ...task.inputs] : [];
    if (needed.some((each) => found.has(each))) found.add(task);
  }
  return found;
}
