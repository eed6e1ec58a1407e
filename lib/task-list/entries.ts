import { isObject } from './merge';
import type { Path, PathProblem } from '../validation/path-problem';
import type { Defaults, RepositoryFields, TaskFields, TaskListFile } from './schema/schema';

/** An object of the list, of which some fields may be broken. */
export interface Entry<T> {
  readonly path: Path;
  /** Fields that are there, broken or not. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Fields whose values have the right form. */
  readonly fields: Partial<T>;
}

export interface Entries {
  readonly top: Entry<TaskListFile>;
  readonly defaults: Entry<Defaults>;
  readonly repositories: ReadonlyMap<string, Entry<RepositoryFields>>;
  readonly tasks: readonly Entry<TaskFields>[];
}

/** What can be read of a list, whatever else is wrong with it: `problems` say what is wrong with the form of its values. */
export function readEntries(list: Readonly<Record<string, unknown>>, problems: readonly PathProblem[]): Entries {
  const broken = new Set(problems.map(({ path }) => JSON.stringify(path.slice(0, fieldDepth(path)))));
  const entry = <T>(value: unknown, path: Path): Entry<T> => {
    const given = isObject(value) ? value : {};
    if (broken.size === 0) return { path, given, fields: given as Partial<T> };
    const fields = Object.entries(given).filter(([key]) => !broken.has(JSON.stringify([...path, key])));
    return { path, given, fields: Object.fromEntries(fields) as Partial<T> };
  };

  const top = entry<TaskListFile>(list, []);
  const repositories = isObject(list.repositories) ? list.repositories : {};
  const tasks = Array.isArray(list.tasks) ? (list.tasks as unknown[]) : [];
  return {
    top,
    defaults: entry(list.defaults, ['defaults']),
    repositories: new Map(
      Object.entries(repositories).map(([name, value]) => [name, entry(value, ['repositories', name])]),
    ),
    tasks: tasks.flatMap((value, index) => (isObject(value) ? [entry<TaskFields>(value, ['tasks', index])] : [])),
  };
}

/** How many keys lead to the field of an entry that `path` is in. */
function fieldDepth([first]: Path): number {
  if (first === 'tasks' || first === 'repositories') return 3;
  return first === 'defaults' ? 2 : 1;
}
