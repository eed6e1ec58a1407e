import { FAILED_STATES, TASK_STATES, type ChainStatus, type ListStatus, type TaskState } from './list-status';

/** Returns how many chains and tasks there are, and how many tasks are in each state. */
export function countStates(chains: readonly ChainStatus[]): Omit<ListStatus['totals'], 'otherJobs'> {
  const tasks = chains.flatMap((chain) => chain.tasks);
  const counts = new Map<TaskState, number>();
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = TASK_STATES.flatMap((state) => (counts.has(state) ? [[state, counts.get(state)]] : []));
  return {
    chains: chains.length,
    tasks: tasks.length,
    states: Object.fromEntries(states) as Record<TaskState, number>,
  };
}

/** Whether a task has failed and blocks its children. */
export function hasFailedTask({ totals }: Pick<ListStatus, 'totals'>): boolean {
  return [...FAILED_STATES].some((state) => totals.states[state] !== undefined);
}
