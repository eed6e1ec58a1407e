import { formatPath } from '../validation/format-path';
import { formatValue } from '../validation/format-value';
import type { Path, PathProblem } from '../validation/path-problem';
import { toTaskList, type TaskList } from './chains';
import { readEntries } from './entries';
import { isObject } from './merge';
import { parseJson } from './parse/json';
import { Positions } from './parse/positions';
import { displayName, readText } from './parse/read-file';
import type { Problem } from './problem';
import { checkRules } from './rules';
import { checkJobSizes } from './rules/job-sizes';
import { findWarnings } from './rules/warnings';
import { linkTasks } from './link-tasks';
import { checkFields } from './schema/check-fields';

export type { Chain, ChainTask, Repository, Task, TaskList } from './chains';
export type { Problem } from './problem';
export type { ArgoCd, Defaults, RepositoryFields, TaskFields } from './schema/schema';

/** A list, and what is wrong with it. */
export interface TaskListResult {
  /** `undefined` if a problem is an error. */
  readonly list?: TaskList;
  /** Errors, or the warnings of a list without errors, by position. */
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
  const isArray = Array.isArray(value);
  const jsonErrors = jsonProblems.map(({ path, ...problem }): Problem => ({
    severity: 'error',
    file,
    ...problem,
    path: path && formatPath(isArray ? ['tasks', ...path] : path),
  }));
  if (value === undefined) return { problems: jsonErrors };
  const list = isArray ? { tasks: value } : value;
  if (!isObject(list)) {
    const message = `${formatValue(list)} is not a list of tasks; write an array of tasks, or an object with "tasks"`;
    return { problems: [{ severity: 'error', file, line: 1, column: 1, message }] };
  }
  const locate = (severity: Problem['severity'], problems: readonly PathProblem[]): Problem[] =>
    locateProblems(problems, { severity, file, text, isArray });

  const fieldProblems = checkFields(list);
  const entries = readEntries(list, fieldProblems);
  const { nodes, problems } = linkTasks(entries);
  const errors = [...jsonErrors, ...locate('error', [...fieldProblems, ...problems, ...checkRules(entries, nodes)])];
  if (errors.length > 0) return { problems: errors.sort(byPosition) };
  const taskList = toTaskList(entries, nodes);
  const sizeErrors = locate('error', checkJobSizes(taskList, nodes));
  if (sizeErrors.length > 0) return { problems: sizeErrors.sort(byPosition) };
  return {
    list: taskList,
    problems: locate('warning', findWarnings(entries, nodes)).sort(byPosition),
  };
}

interface SourceText extends Pick<Problem, 'severity' | 'file'> {
  readonly text: string;
  /** Whether the file holds the array of tasks alone. */
  readonly isArray: boolean;
}

/** Returns the problems with their positions in the file, without duplicates. */
function locateProblems(problems: readonly PathProblem[], { severity, file, text, isArray }: SourceText): Problem[] {
  if (problems.length === 0) return [];
  const inText = (path: Path): Path => (isArray ? path.slice(1) : path);
  const positions = new Positions(
    text,
    problems.flatMap(({ path, seeAlso }) => (seeAlso ? [inText(path), inText(seeAlso)] : [inText(path)])),
  );
  const located = problems.map(({ path, atKey, seeAlso, message }): Problem => {
    const other = seeAlso && positions.of(inText(seeAlso));
    return {
      severity,
      file,
      ...positions.of(inText(path), atKey),
      path: formatPath(path),
      message: other ? `${message} (see line ${other.line}, column ${other.column})` : message,
    };
  });
  return [...new Map(located.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function byPosition(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
