import { closestName } from '../../validation/closest-name';
import { formatValue } from '../../validation/format-value';
import { findForeignField } from '../../validation/foreign/foreign-fields';
import { findString } from '../../validation/foreign/suggestion';
import { formatTasks } from '../../validation/foreign/foreign-values';
import { isObject, type Fields } from '../../validation/is-object';
import { Task, TaskListFile } from './schema';

const LIST_FIELDS = Object.keys(TaskListFile.shape);

/** Fields of which each task has at least one. */
const TASK_FIELDS = ['taskId', 'repoUrl', 'parentTaskId', 'image', 'command'] satisfies (keyof typeof Task.shape)[];

/** Returns what is wrong with the form of a JSON value that is not an object with tasks, or `undefined` for an object to check. */
export function explainShape(value: unknown): string | undefined {
  if (!isObject(value)) {
    return `${formatValue(value)} is not a list of tasks; write an array of tasks, or an object with "tasks"`;
  }
  if (LIST_FIELDS.some((field) => Object.hasOwn(value, field))) return undefined;
  if (TASK_FIELDS.some((field) => Object.hasOwn(value, field))) {
    return `the file has one task without an array; ${formatTasks([findString(value, ['taskId']) ?? 'ID'])}`;
  }
  if (typeof value.apiVersion === 'string' && typeof value.kind === 'string') {
    return `the file has a Kubernetes object of the kind ${formatValue(value.kind)}; ${formatTasks(['build', 'test'])}`;
  }
  const ids = Object.keys(value);
  if (ids.length === 0 || meansTasks(value) || !Object.values(value).every(isObject)) return undefined;
  return `the file has an object of tasks, not an array; ${formatTasks(ids)}`;
}

/** Whether an object without `tasks` has a field that means it. */
export function meansTasks(list: Fields): boolean {
  return Object.keys(list).some(
    (key) => closestName(key, LIST_FIELDS) === 'tasks' || (findForeignField(key)?.fields ?? []).includes('tasks'),
  );
}
