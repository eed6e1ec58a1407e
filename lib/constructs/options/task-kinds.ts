import { formatValue } from '../../validation/format-value';
import type { PathProblem } from '../../validation/path-problem';
import { CLAIM_OPTIONS, CLAIM_REFERENCE_OPTIONS, type ClaimOptions } from './claim-options';
import { CLONE_OPTIONS, type CloneOptions } from './clone-options';
import type { RunOptions } from './run-options';
import { EPHEMERAL_OPTIONS, type EphemeralOptions } from './ephemeral-options';
import { MAIN_OPTIONS } from './main-options';
import type { JobOptions } from './task-options';

/**
 * What a task starts from, and which claim it uses:
 *
 * - `child`: a copy of its parent's tree, on the claim of its chain
 * - `push`: the tree of its parent, which it pushes. It has no tree of its own
 * - `root`: a clone, on a new claim of its own
 * - `ephemeralRoot`: a clone, on a volume that is deleted with the pod
 * - `rootOnExistingClaim`: a clone, on a claim that the list only names: it describes the claim with the same fields
 * - `rootOnRepository`: a clone from the mirror of one of the list's repositories, on the repository's claim
 * - `rootOnClaim`: a clone, on an `IGitRepoClaim`, which describes itself (only in the constructs)
 */
export type TaskKind =
  'child' | 'push' | 'root' | 'ephemeralRoot' | 'rootOnExistingClaim' | 'rootOnRepository' | 'rootOnClaim';

type RootOption = keyof CloneOptions | keyof ClaimOptions | keyof EphemeralOptions;

function keysOf<T extends object>(schemas: T): (keyof T & string)[] {
  return Object.keys(schemas) as (keyof T & string)[];
}

/**
 * The options that a task of a kind may have, in addition to `JobOptions`. The list and the constructs both use this table.
 * A child task may only repeat the `repoUrl` of its root.
 */
export const ROOT_OPTIONS_OF_KIND: Record<TaskKind, ReadonlySet<RootOption>> = {
  child: new Set(['repoUrl']),
  push: new Set(['repoUrl']),
  root: new Set([...keysOf(CLONE_OPTIONS), ...keysOf(CLAIM_OPTIONS)]),
  ephemeralRoot: new Set([...keysOf(CLONE_OPTIONS), ...keysOf(EPHEMERAL_OPTIONS), 'runAsUser', 'fsGroup']),
  rootOnExistingClaim: new Set([...keysOf(CLONE_OPTIONS), ...keysOf(CLAIM_REFERENCE_OPTIONS)]),
  rootOnRepository: new Set(['ref']),
  rootOnClaim: new Set(keysOf(CLONE_OPTIONS)),
};

/** Why a child task must not have an option of root tasks. */
export const ONLY_ROOT_TASKS =
  'only a root task may set this (a child task uses the clone and the claim of its root); remove it';

/** Why a root task must not have inputs: each of them would start before and after it. */
const ONLY_CHILD_TASKS =
  'only a child task may set this (all other tasks of a chain start after its root task); remove it';

const ONLY_TASKS_WITH_PARENT =
  'only a task with a parent may set this (it pushes what the parent left); set parentTaskId too, or remove it';

/** Why a task that pushes must not have an option. */
export const NO_CONTAINER =
  'cannot be combined with push: its containers run gitImage with scripts of this project, and it has no working tree of its own; remove it';

/** Whether a task of a kind has a parent. */
export function isChild(kind: TaskKind): boolean {
  return kind === 'child' || kind === 'push';
}

/** Returns why no task can start from a task that pushes, or read its tree. */
export function hasNoTree(taskId: string): string {
  return `${formatValue(taskId)} pushes and has no working tree of its own; use its parent`;
}

/** Why `depth` cannot be set for a clone from a repository's mirror. */
export const DEPTH_WITH_MIRROR = 'cannot be set: a repository is always mirrored with its full history; remove it';

const EPHEMERAL_WITH_REPOSITORY =
  'cannot be combined with repository: its tasks use the claim of the repository; remove one of the two';

/** Why an ephemeral root task must not have an option of claims. */
export const NO_CLAIM = 'cannot be combined with ephemeral: the task has no claim; remove one of the two';

/** Returns why a task must not have an ephemeral parent. */
export function ephemeralParent(taskId: string): string {
  return `${formatValue(taskId)} is ephemeral: its working tree is deleted with its pod, so no task can start from it; remove ephemeral there`;
}

/** Finds options of an ephemeral root task that need its tree after the end of the pod. */
export function checkEphemeralOptions({ retry, keepRuns }: RunOptions): PathProblem[] {
  const reason = 'cannot be combined with ephemeral: the working tree is deleted with the pod';
  return [
    ...(retry === 'continue' ? [{ path: ['retry'], message: `"continue" ${reason}; use "clean"` }] : []),
    ...(keepRuns === undefined
      ? []
      : [{ path: ['keepRuns'], atKey: true, message: `${reason}; remove one of the two` }]),
  ];
}

/** The options of a child task that a task which pushes must not have. */
export const OPTIONS_WITHOUT_PUSH: readonly string[] = [
  ...keysOf(MAIN_OPTIONS),
  'retry',
  'serviceAccountName',
  'inputs',
] satisfies (keyof JobOptions | 'inputs')[];

/** All options that not every task may have. */
export const ROOT_OPTIONS: ReadonlySet<RootOption> = new Set([
  ...ROOT_OPTIONS_OF_KIND.root,
  ...ROOT_OPTIONS_OF_KIND.ephemeralRoot,
]);

/** Returns a problem for each option that a task has although its kind does not allow it. */
export function findMisplacedOptions(options: object, kind: TaskKind, repository?: string): PathProblem[] {
  const ofRoots = [...ROOT_OPTIONS]
    .filter((name) => Object.hasOwn(options, name) && !ROOT_OPTIONS_OF_KIND[kind].has(name))
    .map((name) => ({ path: [name], atKey: true, message: explain(name, kind, repository) }));
  const others: [name: string, message: string][] = isChild(kind)
    ? []
    : [
        ['inputs', ONLY_CHILD_TASKS],
        ['push', ONLY_TASKS_WITH_PARENT],
      ];
  if (kind === 'push') others.push(...OPTIONS_WITHOUT_PUSH.map((name): [string, string] => [name, NO_CONTAINER]));
  return [
    ...ofRoots,
    ...others
      .filter(([name]) => Object.hasOwn(options, name))
      .map(([name, message]) => ({ path: [name], atKey: true, message })),
  ];
}

function explain(name: RootOption, kind: TaskKind, repository: string | undefined): string {
  switch (kind) {
    case 'child':
    case 'push':
    case 'root':
      return ONLY_ROOT_TASKS;
    case 'ephemeralRoot':
      return NO_CLAIM;
    case 'rootOnExistingClaim':
      return 'cannot be combined with existingClaim; remove one of the two';
    case 'rootOnClaim':
      return 'cannot be combined with claim; remove one of the two';
    case 'rootOnRepository': {
      if (name === 'depth') return DEPTH_WITH_MIRROR;
      if (name === 'ephemeral') return EPHEMERAL_WITH_REPOSITORY;
      return `cannot be combined with repository; set it at the repository${repository === undefined ? '' : ` ${formatValue(repository)}`}`;
    }
  }
}
