import type { Entry } from '../entries';
import { merge } from '../merge';
import type { PathProblem } from '../../validation/path-problem';
import { FIELDS, type Defaults, type RepositoryFields, type TaskFields } from './schema';
import { formatValue } from '../../validation/format-value';

/** What a task works on decides which fields it may have. */
export type Kind = 'child' | 'root' | 'rootOnExistingClaim' | 'rootOnRepository';

const ALLOWED: Record<Kind, ReadonlySet<string>> = {
  child: new Set([...FIELDS.everyTask, 'parentTaskId']),
  root: new Set([...FIELDS.everyTask, ...FIELDS.claim, ...FIELDS.clone, 'repoUrl']),
  rootOnExistingClaim: new Set([
    ...FIELDS.everyTask,
    ...FIELDS.clone,
    ...['repoUrl', 'existingClaim', 'pvcAccessMode', 'runAsUser', 'fsGroup'],
  ]),
  rootOnRepository: new Set([...FIELDS.everyTask, 'repository', 'ref']),
};

/** The default of `ref` on a repository is the repository's. */
const DEFAULTED = { ...ALLOWED, rootOnRepository: FIELDS.everyTask };

const SOURCES = ['repoUrl', 'repository'];

export function kindOf({ given }: Entry<TaskFields>): Kind {
  if (Object.hasOwn(given, 'parentTaskId')) return 'child';
  if (Object.hasOwn(given, 'repository') && !Object.hasOwn(given, 'repoUrl')) return 'rootOnRepository';
  return Object.hasOwn(given, 'existingClaim') ? 'rootOnExistingClaim' : 'root';
}

/** What a task's kind does not let it have, and what it lacks. */
export function checkKind({ path, given, fields }: Entry<TaskFields>, kind: Kind): PathProblem[] {
  const problems = [...FIELDS.ofRoots]
    .filter((field) => Object.hasOwn(given, field) && !ALLOWED[kind].has(field))
    .map((field): PathProblem => ({ path: [...path, field], atKey: true, message: misplaced(kind, field, fields) }));

  const sources = SOURCES.filter((field) => Object.hasOwn(given, field)).length;
  if (kind !== 'child' && sources === 0) {
    problems.push({ path, message: 'has neither repoUrl nor repository: a root has one of them' });
  }
  if (sources === 2) {
    problems.push({
      path: [...path, 'repository'],
      atKey: true,
      message: 'is given beside repoUrl: a chain has one of them',
    });
  }
  return problems;
}

function misplaced(kind: Kind, field: string, { repository }: Partial<TaskFields>): string {
  if (kind === 'child') return "is a root's field: a child works on its chain's claim, from its parent's tree";
  if (kind !== 'rootOnRepository') return "can't be said of a claim that exists";
  if (field === 'existingClaim') return 'is given beside repository, which has a claim of its own';
  if (field === 'depth') return 'is not for a root on a repository, which is mirrored whole';
  return `belongs to the repository${repository === undefined ? '' : ` ${formatValue(repository)}`}: say it there`;
}

/** A task's fields, over those of the list's defaults that its kind may have. */
export function withDefaults(
  { fields }: Entry<TaskFields>,
  kind: Kind,
  defaults: Partial<Defaults>,
): Partial<TaskFields> {
  return merge(pick(defaults, DEFAULTED[kind]), pick(fields, ALLOWED[kind]));
}

/** A repository's fields, over those of the list's defaults that a repository has. */
export function repositoryWithDefaults(
  { fields }: Entry<RepositoryFields>,
  defaults: Partial<Defaults>,
): Partial<RepositoryFields> {
  return merge(pick(defaults, FIELDS.repository), fields);
}

function pick(fields: object, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)));
}
