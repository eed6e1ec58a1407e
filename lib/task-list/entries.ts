import { isObject } from '../validation/is-object';
import type { Path, PathProblem } from '../validation/path-problem';
import type { Defaults, RepositoryFields, TaskFields, TaskListFile } from './schema/schema';

/** An object of the list, some of whose fields may be invalid. */
export interface Entry<T> {
  readonly path: Path;
  /** All fields, valid or not. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Fields whose values are valid on their own. */
  readonly fields: Partial<T>;
  /** Fields that were probably meant by unknown ones. */
  readonly meantFields: ReadonlySet<string>;
}

export interface Entries {
  readonly top: Entry<TaskListFile>;
  readonly defaults: Entry<Defaults>;
  readonly repositories: ReadonlyMap<string, Entry<RepositoryFields>>;
  readonly tasks: readonly Entry<TaskFields>[];
}

/** Returns the entries of a list; `problems` are the invalid values in it. */
export function readEntries(list: Readonly<Record<string, unknown>>, problems: readonly PathProblem[]): Entries {
  const invalid = new Set(problems.map(({ path }) => JSON.stringify(path.slice(0, fieldDepth(path)))));
  const meant = meantFieldsByPath(problems);
  const entry = <T>(value: unknown, path: Path): Entry<T> => {
    const given = isObject(value) ? value : {};
    if (invalid.size === 0) return { path, given, fields: given as Partial<T>, meantFields: NONE };
    const fields = Object.entries(given).filter(([key]) => !invalid.has(JSON.stringify([...path, key])));
    const meantFields = meant.get(JSON.stringify(path)) ?? NONE;
    return { path, given, fields: Object.fromEntries(fields) as Partial<T>, meantFields };
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

/** Returns the path of the entry whose value a field of a task has: the task's own, or that of the defaults. */
export function pathOfOwner(field: string, { path, given }: Entry<TaskFields>, { defaults }: Entries): Path {
  return Object.hasOwn(given, field) ? path : defaults.path;
}

const NONE: ReadonlySet<string> = new Set();

/** Returns the fields that were probably meant by unknown ones, by the path of their object. */
function meantFieldsByPath(problems: readonly PathProblem[]): Map<string, Set<string>> {
  const fields = new Map<string, Set<string>>();
  for (const { path, meantField } of problems) {
    if (meantField === undefined) continue;
    const key = JSON.stringify(path.slice(0, -1));
    fields.set(key, (fields.get(key) ?? new Set()).add(meantField));
  }
  return fields;
}

/** Returns how many keys of `path` lead to the field of an entry. */
function fieldDepth([first]: Path): number {
  if (first === 'tasks' || first === 'repositories') return 3;
  return first === 'defaults' ? 2 : 1;
}
