import type { TaskList } from '../task-list';

/** `1 task`, `2 tasks`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `8 tasks in 5 chains`. */
export function countTasks({ chains }: TaskList): string {
  const tasks = chains.reduce((sum, chain) => sum + chain.tasks.length, 0);
  return `${count(tasks, 'task')} in ${count(chains.length, 'chain')}`;
}
