import * as z from 'zod/mini';
import { DEPTH_WITH_MIRROR } from '../../constructs/options/task-kinds';
import { formatValue } from '../../validation/format-value';
import { repositoryName } from '../../validation/object-names';
import type { Path, PathProblem } from '../../validation/path-problem';
import { findProblems } from '../../validation/schema/find-problems';
import { isObject } from '../merge';
import { Repository, Task, TaskListFile } from './schema';

/** Checking stops after so many problems. */
const MAX_PROBLEM_COUNT = 100_000;

/** All of the list except its tasks and repositories. */
const ListWithoutEntries = z.extend(TaskListFile, {
  repositories: z.optional(z.record(z.string(), z.unknown())),
  tasks: z.array(z.unknown()),
});

/** Checks each field on its own: its type and its value. */
export function checkFields(list: Readonly<Record<string, unknown>>): PathProblem[] {
  const problems = findProblems(ListWithoutEntries, list).map(explainDefaults);
  // Entry by entry, because zod's issues of a complete list do not fit in memory.
  for (const { schema, value, path } of entries(list)) {
    if (problems.length > MAX_PROBLEM_COUNT) {
      problems.push({ path, message: 'too many errors; the rest of the list was not checked' });
      break;
    }
    if (schema === Repository) problems.push(...checkRepositoryName(path));
    for (const problem of findProblems(schema, value)) {
      problems.push({ ...explainRepository(problem, schema), path: [...path, ...problem.path] });
    }
  }
  return problems;
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

/** A field of a task that has no default is not just unknown in `defaults`. */
function explainDefaults(problem: PathProblem): PathProblem {
  const [top, field, ...rest] = problem.path;
  const isField = top === 'defaults' && rest.length === 0 && Object.hasOwn(Task.shape, String(field));
  return isField && problem.atKey ? { ...problem, message: 'cannot be set in defaults; set it at each task' } : problem;
}

/** `depth` is not just unknown at a repository. */
function explainRepository(problem: PathProblem, schema: z.ZodMiniType): PathProblem {
  const isDepth = schema === Repository && problem.path.length === 1 && problem.path[0] === 'depth';
  return isDepth ? { ...problem, message: DEPTH_WITH_MIRROR } : problem;
}
