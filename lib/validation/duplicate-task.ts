import { formatValue } from './format-value';

/** Returns the message about a task whose ID another task has. */
export function duplicateTask(taskId: string): string {
  return `${formatValue(taskId)} is used twice; give each task an ID of its own`;
}
