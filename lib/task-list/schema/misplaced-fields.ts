import { DEPTH_WITH_MIRROR } from '../../constructs/options/task-kinds';
import { closestName } from '../../validation/closest-name';
import type { Path, PathProblem } from '../../validation/path-problem';
import { Defaults, Repository, Task, TaskListFile } from './schema';

/** Objects of the list that have fields of their own. */
type Owner = 'list' | 'defaults' | 'repository' | 'task';

const NAME_OF_REPOSITORY = 'the key of a repository is its name; remove the field';

/** Explains an unknown field that another object of the list has. Other problems stay as they are. */
export function explainMisplacedField(problem: PathProblem): PathProblem {
  const { path, atKey } = problem;
  const owner = atKey ? ownerOf(path) : undefined;
  const message = owner && explain(owner, String(path.at(-1)), problem);
  return message === undefined ? problem : { ...problem, message, meantField: undefined };
}

/** Returns the object whose field is at a path, or `undefined` if the path leads to something else. */
function ownerOf([top, ...below]: Path): Owner | undefined {
  if (top === 'tasks' && below.length === 2) return 'task';
  if (top === 'repositories' && below.length === 2) return 'repository';
  if (top === 'defaults' && below.length === 1) return 'defaults';
  return below.length === 0 ? 'list' : undefined;
}

function explain(owner: Owner, field: string, { meantField }: PathProblem): string | undefined {
  const isIn = ({ shape }: { readonly shape: object }): boolean => Object.hasOwn(shape, field);
  switch (owner) {
    case 'list':
      if (!isIn(Task) || field === 'repository') return undefined;
      return `is a field of a task; set it at ${isIn(Defaults) ? 'each task, or in defaults' : 'each task'}`;
    case 'defaults':
      if (isIn(Defaults)) return undefined;
      if (isIn(Task)) return 'cannot be set in defaults; set it at each task';
      return isIn(TaskListFile) ? setAtTop(field) : undefined;
    case 'repository':
      if (isIn(Repository)) return undefined;
      if (field === 'depth') return DEPTH_WITH_MIRROR;
      if (field === 'name') return NAME_OF_REPOSITORY;
      return isIn(Task) && field !== 'repoUrl'
        ? 'is a field of a task; set it at the tasks that use the repository'
        : undefined;
    case 'task':
      return meantField === undefined ? explainListField(field) : undefined;
  }
}

const LIST_FIELDS = Object.keys(TaskListFile.shape).filter((name) => name !== 'tasks');

/** Explains a field of the list, misspelled or not. */
function explainListField(field: string): string | undefined {
  const name = closestName(field, LIST_FIELDS);
  if (name === undefined) return undefined;
  return name === field ? setAtTop(name) : `unknown field; "${name}" ${setAtTop(name)}`;
}

/** A list that is only an array has no place for the field. */
function setAtTop(field: string): string {
  return `is a field of the list; set it beside the tasks: { "${field}": …, "tasks": [ … ] }`;
}
