import * as z from 'zod/mini';
import { formatValue } from '../../validation/format-value';
import { repositoryName } from '../../validation/object-names';
import { problemsAt, type Path, type PathProblem } from '../../validation/path-problem';
import { findProblems } from '../../validation/schema/find-problems';
import { isObject } from '../../validation/is-object';
import { meansTasks } from './list-shape';
import { explainMisplacedField } from './misplaced-fields';
import { Repository, Task, TaskListFile } from './schema';

/** Checking stops after so many problems. */
const MAX_PROBLEM_COUNT = 100_000;

/** All of the list except its tasks and repositories. */
const ListWithoutEntries = z.extend(TaskListFile, {
  repositories: z.optional(z.record(z.string(), z.unknown())),
  tasks: z.array(z.unknown()),
});

/** What is wrong with the fields of a list. */
export interface FieldProblems {
  readonly problems: PathProblem[];
  /** Whether all fields were checked. */
  readonly isComplete: boolean;
}

/** Checks each field on its own: its type and its value. */
export function checkFields(list: Readonly<Record<string, unknown>>): FieldProblems {
  const problems = findProblems(ListWithoutEntries, list)
    .map(explainMisplacedField)
    .flatMap((problem) => explainTasks(problem, list));
  // Entry by entry, because zod's issues of a complete list do not fit in memory.
  for (const { schema, value, path } of entries(list)) {
    if (problems.length > MAX_PROBLEM_COUNT) {
      problems.push({ path, message: 'too many errors; the rest of the list was not checked' });
      return { problems, isComplete: false };
    }
    if (schema === Repository) problems.push(...checkRepositoryName(path));
    problems.push(...problemsAt(path, findProblems(schema, value)).map(explainMisplacedField));
  }
  return { problems, isComplete: true };
}

interface ListEntry {
  readonly schema: z.ZodMiniType;
  readonly value: unknown;
  readonly path: Path;
}

function* entries({ repositories, tasks }: Readonly<Record<string, unknown>>): Generator<ListEntry> {
  if (isObject(repositories)) {
    for (const [name, value] of Object.entries(repositories)) {
      yield { schema: Repository, value, path: ['repositories', name] };
    }
  }
  if (Array.isArray(tasks)) {
    for (const [index, value] of tasks.entries()) yield { schema: Task, value, path: ['tasks', index] };
  }
}

function checkRepositoryName(path: Path): PathProblem[] {
  const name = String(path.at(-1));
  const message = repositoryName(name);
  return message ? [{ path, atKey: true, message: `${formatValue(name)} ${message}` }] : [];
}

/** A list without tasks has them under another name, or none. */
function explainTasks(problem: PathProblem, list: Readonly<Record<string, unknown>>): PathProblem[] {
  if (problem.path.length > 0) return [problem];
  return meansTasks(list) ? [] : [{ ...problem, message: `${problem.message}; write { "tasks": [ … ] }` }];
}
