import { getLocation, type Segment } from 'jsonc-parser';
import { parseTaskList, type Problem } from '../../task-list';
import { UserError } from '../../user-error';
import { formatPath } from '../../validation/format-path';
import { isObject } from '../../validation/is-object';
import type { NewList, TaskEntry } from '../list-text';

/** A part of a task that the rules of lists reject. */
export interface DroppedField {
  /** Path of the field; empty for the whole task. */
  readonly field: string;
  readonly message: string;
}

/** What is left of a task. */
export interface CheckedTask {
  /** `undefined` if the task needs a field that was dropped. */
  readonly task?: TaskEntry;
  readonly dropped: readonly DroppedField[];
}

/** A task is not complete without them. */
const REQUIRED = new Set<Segment | undefined>(['taskId', 'image', 'repoUrl', undefined]);

/**
 * Drops the fields, and the tasks, of a list that the rules of lists reject.
 *
 * @returns one result for each task, in the order of the list
 * @throws {UserError} if the rules reject something else than a task
 */
export function dropInvalid(list: NewList): CheckedTask[] {
  let results: CheckedTask[] = list.tasks.map((task) => ({ task, dropped: [] }));
  for (;;) {
    const left = results.filter(({ task }) => task !== undefined);
    const errors = left.length === 0 ? [] : findErrors({ ...list, tasks: left.map(({ task }) => task!) });
    if (errors.length === 0) return results;
    results = results.map((result) =>
      dropFields(
        result,
        errors.filter(({ task }) => left[task] === result),
      ),
    );
  }
}

interface TaskError {
  /** Index of the task. */
  readonly task: number;
  /** Path of the field in it. */
  readonly field: readonly Segment[];
  readonly message: string;
}

function findErrors(list: NewList): TaskError[] {
  const text = JSON.stringify(list, null, 1);
  const lines = text.split('\n');
  return parseTaskList(text, 'tasks.json')
    .problems.filter(({ severity }) => severity === 'error')
    .map((problem) => {
      const [top, index, ...field] = getLocation(text, offsetOf(lines, problem)).path;
      if (top !== 'tasks' || index === undefined) throw new UserError(`${problem.path}: ${problem.message}`);
      return { task: Number(index), field: droppable(field, list.tasks[Number(index)]), message: problem.message };
    });
}

function offsetOf(lines: readonly string[], { line = 1, column = 1 }: Problem): number {
  return lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column;
}

/** Returns the path of the smallest part that a task has and can be without. An array, such as a command, is not cut. */
function droppable(field: readonly Segment[], task: unknown): Segment[] {
  const [key, ...rest] = field;
  if (key === undefined || !isObject(task) || !Object.hasOwn(task, key)) return [];
  // A variable is dropped as a whole.
  return [key, ...droppable(key === 'env' ? rest.slice(0, 1) : rest, task[key])];
}

function dropFields({ task, dropped }: CheckedTask, errors: readonly TaskError[]): CheckedTask {
  const isLost = errors.some(({ field: [name] }) => REQUIRED.has(name));
  return {
    task: task === undefined || isLost ? undefined : errors.reduce((rest, { field }) => without(rest, field), task),
    dropped: [...dropped, ...errors.map(({ field, message }) => ({ field: formatPath(field), message }))],
  };
}

/** Returns an object without the value at a path, and without the objects that are empty then. */
function without(object: TaskEntry, [key = '', ...rest]: readonly Segment[]): TaskEntry {
  const { [key]: value, ...others } = object;
  if (rest.length === 0 || value === undefined) return others;
  const inner = without(value as TaskEntry, rest);
  return Object.keys(inner).length === 0 ? others : { ...object, [key]: inner };
}
