import type { TaskList } from '../task-list';

/** Returns a number with its noun: `1 task`, `2 tasks`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** Returns how many tasks and chains a list has: `8 tasks in 5 chains`. */
export function countTasks({ chains }: TaskList): string {
  const tasks = chains.reduce((sum, chain) => sum + chain.tasks.length, 0);
  return `${count(tasks, 'task')} in ${count(chains.length, 'chain')}`;
}
