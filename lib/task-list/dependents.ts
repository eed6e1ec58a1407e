import type { Chain, ChainTask } from './chains';
import { dependenciesOf } from './dependencies';

/** Returns the tasks of a chain that start from the results of `tasks`, directly or through others, and `tasks` themselves. */
export function withDependents(chain: Chain, tasks: ReadonlySet<ChainTask>): Set<ChainTask> {
  return withReachable(chain, tasks, dependenciesOf);
}

/** Returns the descendants of `tasks` in a chain, and `tasks` themselves. */
export function withDescendants(chain: Chain, tasks: ReadonlySet<ChainTask>): Set<ChainTask> {
  return withReachable(chain, tasks, ({ parent }) => (parent ? [parent] : []));
}

function withReachable(
  { tasks: all }: Chain,
  tasks: ReadonlySet<ChainTask>,
  neededBy: (task: ChainTask) => readonly ChainTask[],
): Set<ChainTask> {
  const found = new Set(tasks);
  // Each task comes after those that it needs.
  for (const task of all) if (neededBy(task).some((each) => found.has(each))) found.add(task);
  return found;
}
