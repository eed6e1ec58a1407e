import {
  findMisplacedOptions,
  isChild,
  ONLY_ROOT_TASKS,
  ROOT_OPTIONS_OF_KIND,
  type TaskKind,
} from '../../constructs/options/task-kinds';
import { PUSH_TASK_OPTIONS } from '../../constructs/options/push-options';
import { JOB_OPTIONS } from '../../constructs/options/task-options';
import { problemsAt, type PathProblem } from '../../validation/path-problem';
import type { Entry } from '../entries';
import { merge } from '../merge';
import { Repository, type Defaults, type RepositoryFields, type TaskFields } from './schema';

/** Kinds of tasks in the list: there are no `IGitRepoClaim`s in it. */
export type Kind = Exclude<TaskKind, 'rootOnClaim'>;

/** The fields that refer to other tasks and claims. Only the list has them: the constructs refer to other constructs. */
const REFERENCES: Record<Kind, readonly (keyof TaskFields)[]> = {
  child: ['parentTaskId', 'inputs'],
  push: ['parentTaskId'],
  root: [],
  ephemeralRoot: [],
  rootOnExistingClaim: ['existingClaim'],
  rootOnRepository: ['repository'],
};

/** Returns the fields that a task of a kind may have. */
export function fieldsOfKind(kind: Kind): ReadonlySet<string> {
  const options = kind === 'push' ? { taskId: undefined, ...PUSH_TASK_OPTIONS } : JOB_OPTIONS;
  return new Set([...Object.keys(options), ...ROOT_OPTIONS_OF_KIND[kind], ...REFERENCES[kind]]);
}

const ALLOWED: Record<Kind, ReadonlySet<string>> = {
  child: fieldsOfKind('child'),
  push: fieldsOfKind('push'),
  root: fieldsOfKind('root'),
  ephemeralRoot: fieldsOfKind('ephemeralRoot'),
  rootOnExistingClaim: fieldsOfKind('rootOnExistingClaim'),
  rootOnRepository: fieldsOfKind('rootOnRepository'),
};

/** The default of `ref` on a repository is the repository's. An ephemeral root has no earlier trees. */
const DEFAULTED = {
  ...ALLOWED,
  ephemeralRoot: new Set([...ALLOWED.ephemeralRoot].filter((name) => name !== 'retry' && name !== 'keepRuns')),
  rootOnRepository: new Set(Object.keys(JOB_OPTIONS)),
};

const REPOSITORY_FIELDS: ReadonlySet<string> = new Set(Object.keys(Repository.shape));

/** Returns the kind of a task, which depends on the fields that it has, valid or not. */
export function kindOf({ given }: Entry<TaskFields>): Kind {
  if (Object.hasOwn(given, 'parentTaskId')) return Object.hasOwn(given, 'push') ? 'push' : 'child';
  if (Object.hasOwn(given, 'repository') && !Object.hasOwn(given, 'repoUrl')) return 'rootOnRepository';
  if (Object.hasOwn(given, 'existingClaim')) return 'rootOnExistingClaim';
  return Object.hasOwn(given, 'ephemeral') ? 'ephemeralRoot' : 'root';
}

/** Whether a task of a kind clones with fields of its own. */
export function hasOwnClone(kind: Kind): boolean {
  return ROOT_OPTIONS_OF_KIND[kind].has('gitSecret');
}

/** Finds fields that a task of a kind must not have, and a missing source. */
export function checkKind({ path, given, fields, meantFields }: Entry<TaskFields>, kind: Kind): PathProblem[] {
  const problems = problemsAt(path, findMisplacedOptions(given, kind, fields.repository));
  const claimPath = [...path, 'existingClaim'];
  if (Object.hasOwn(given, 'existingClaim')) {
    if (isChild(kind)) problems.push({ path: claimPath, atKey: true, message: ONLY_ROOT_TASKS });
    if (kind === 'rootOnRepository') problems.push({ path: claimPath, atKey: true, message: REPOSITORY_WITH_CLAIM });
  }
  return SOURCES.some((field) => meantFields.has(field))
    ? problems
    : [...problems, ...checkSourceCount(path, given, kind)];
}

const SOURCES = ['repoUrl', 'repository', 'parentTaskId'];

const REPOSITORY_WITH_CLAIM = 'cannot be combined with repository, which has a claim of its own; remove one of the two';

function checkSourceCount(path: PathProblem['path'], given: object, kind: Kind): PathProblem[] {
  const sources = ['repoUrl', 'repository'].filter((field) => Object.hasOwn(given, field)).length;
  if (!isChild(kind) && sources === 0) {
    return [{ path, message: 'needs repoUrl or repository (or parentTaskId, to start from another task)' }];
  }
  if (sources < 2) return [];
  return [
    { path: [...path, 'repository'], atKey: true, message: 'cannot be combined with repoUrl; remove one of the two' },
  ];
}

/** Returns a task's fields, with the list's defaults that its kind may have. */
export function withDefaults(
  { fields }: Entry<TaskFields>,
  kind: Kind,
  defaults: Partial<Defaults>,
): Partial<TaskFields> {
  const merged = merge(pick(defaults, DEFAULTED[kind]), pick(fields, ALLOWED[kind]));
  // A variable is one value, also if it is an object.
  return defaults.env && fields.env ? { ...merged, env: { ...defaults.env, ...fields.env } } : merged;
}

/** Returns a repository's fields, with the list's defaults that a repository may have. */
export function repositoryWithDefaults(
  { fields }: Entry<RepositoryFields>,
  defaults: Partial<Defaults>,
): Partial<RepositoryFields> {
  return merge(pick(defaults, REPOSITORY_FIELDS), fields);
}

function pick(fields: object, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)));
}
