import { formatPath } from '../validation/format-path';
import type { PathProblem } from '../validation/path-problem';
import { toTaskList, type TaskList } from './chains';
import { readEntries } from './entries';
import { linkTasks } from './link-tasks';
import { Locator } from './locator';
import type { Fields } from '../validation/is-object';
import { parseJson } from './parse/json';
import { displayName, readText } from './parse/read-file';
import type { Problem } from './problem';
import { checkRules } from './rules';
import { checkJobSizes } from './rules/job-sizes';
import { findSecrets } from './rules/secrets';
import { findWarnings } from './rules/warnings';
import { checkFields } from './schema/check-fields';
import { explainShape } from './schema/list-shape';

export type { Chain, ChainTask, Repository, Task, TaskList } from './chains';
export { formatPlace, type Problem } from './problem';
export type { GuardOptions } from './schema/guard';
export type { ArgoCd, Defaults, RepositoryFields, TaskFields } from './schema/schema';

/** A list, and what is wrong with it. */
export interface TaskListResult {
  /** `undefined` if a problem is an error. */
  readonly list?: TaskList;
  /** Errors and warnings, by position. */
  readonly problems: readonly Problem[];
}

/** Reads the list in a file and reports all its problems. Throws for none of them. */
export function readTaskList(file: string): TaskListResult {
  const name = displayName(file);
  const read = readText(file);
  return 'text' in read
    ? parseTaskList(read.text, name)
    : { problems: [{ severity: 'error', file: name, message: read.message }] };
}

/**
 * Parses the list in a text and reports all its problems.
 *
 * @param file Name of the file that the problems give.
 */
export function parseTaskList(text: string, file: string): TaskListResult {
  const { value, problems: jsonProblems } = parseJson(text);
  const locator = new Locator({ file, text, value });
  const jsonErrors = jsonProblems.map((problem) => locator.addPath(problem));
  if (value === undefined) return { problems: jsonErrors };
  const list = Array.isArray(value) ? { tasks: value as unknown[] } : value;
  const message = explainShape(list);
  if (message !== undefined) {
    return { problems: [{ severity: 'error', file, line: 1, column: 1, message }, ...jsonErrors] };
  }
  const { list: taskList, errors, warnings } = checkList(list as Fields, jsonErrors.length === 0);
  return { list: taskList, problems: [...jsonErrors, ...locator.locate(errors, warnings)].sort(byPosition) };
}

interface CheckedList {
  readonly list?: TaskList;
  readonly errors: readonly PathProblem[];
  readonly warnings: readonly PathProblem[];
}

function checkList(given: Fields, isValidJson: boolean): CheckedList {
  const { problems: fieldProblems, isComplete } = checkFields(given);
  // The rules rely on fields that were checked.
  if (!isComplete) return { errors: fieldProblems, warnings: [] };
  const entries = readEntries(given, fieldProblems);
  const { nodes, problems } = linkTasks(entries);
  const errors = [...fieldProblems, ...problems, ...checkRules(entries, nodes)];
  const list = isValidJson && errors.length === 0 ? toTaskList(entries, nodes) : undefined;
  if (list) errors.push(...checkJobSizes(list, nodes));
  const warnings = withoutPathsOf(errors, [...findWarnings(entries, nodes), ...findSecrets(given)]);
  return { list: errors.length === 0 ? list : undefined, errors, warnings };
}

/** Returns the warnings about values that have no error. */
function withoutPathsOf(errors: readonly PathProblem[], warnings: readonly PathProblem[]): readonly PathProblem[] {
  if (warnings.length === 0) return warnings;
  const paths = new Set(errors.map(({ path }) => formatPath(path)));
  return warnings.filter(({ path }) => !paths.has(formatPath(path)));
}

function byPosition(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
