import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import { claimName } from '../kubernetes/names';
import { dnsSubdomain } from '../validation/object-names';
import { checkEnvReferences } from '../validation/env-references';
import { checkPodSecurity } from '../validation/pod-security';
import { checkInputs } from '../validation/task-inputs';
import { problemsAt, type PathProblem } from '../validation/path-problem';
import { checkPushTarget } from '../validation/push-target';
import { checkRepeatedSource } from '../validation/repeated-source';
import { checkRequests, checkVolumeSizes, type Layer } from '../validation/resources';
import { stringField } from '../validation/schema/fields';
import { findProblems } from '../validation/schema/find-problems';
import { checkSshUser } from '../validation/ssh-user';
import { checkTreePath, checkVolumePaths, claimOfTrees } from '../validation/pod-volume';
import { checkSidecars } from './check-sidecars';
import { compareTask, registerTask, type TaskConstruct, type TaskConstructProps } from './compare-task';
import { DEFAULTS } from './defaults';
import type { IGitRepoClaim } from './git-repo-claim-base';
import { CLAIM_REFERENCE_OPTIONS } from './options/claim-options';
import {
  checkEphemeralOptions,
  DEPTH_WITH_MIRROR,
  ephemeralParent,
  findMisplacedOptions,
  hasNoTree,
  isChild,
  ONLY_ROOT_TASKS,
  type TaskKind,
} from './options/task-kinds';
import { POD_SECURITY_OPTIONS } from './options/pod-security-options';
import { PushTaskOptionsSchema, TaskOptionsSchema, type TaskOptions } from './options/task-options';
import { throwProblems, withoutUndefined } from './validate-props';
import { isValidated } from './validated-props';
import type { IWorkspaceScripts } from './workspace-scripts';

/** What an `IGitRepoClaim` must look like: its attributes are the options of a claim that exists. */
const ClaimSchema = z.object({
  claimName: stringField(dnsSubdomain),
  hasMirror: z.boolean(),
  ...CLAIM_REFERENCE_OPTIONS,
  ...z.partial(z.object(POD_SECURITY_OPTIONS)).shape,
});

/** Also knows the names of the props that are other constructs, which are checked on their own. */
const OTHER_PROPS = z.partial(
  z.object({ parent: z.never(), inputs: z.never(), claim: z.never(), scripts: z.never(), ...POD_SECURITY_OPTIONS }),
).shape;
const PropsSchema = z.extend(TaskOptionsSchema, OTHER_PROPS);
const PushPropsSchema = z.extend(PushTaskOptionsSchema, OTHER_PROPS);

/** What an `IWorkspaceScripts` must look like. */
const ScriptsSchema = z.object({ configMapName: stringField(dnsSubdomain) });

/**
 * Validates the props of a task or a Job with the schemas and rules of the task list, and compares them with those of the
 * other tasks of the app.
 *
 * @param kind Decides which options the props may have.
 * @throws one error that lists all problems
 */
export function validateTask(construct: Construct, kind: TaskKind, props: TaskConstructProps): void {
  const problems = isValidated(props) ? [] : checkProps(kind, props);
  throwProblems(construct, [...problems, ...compareTask(construct, kind, props, problems)]);
  registerTask(construct, props);
}

function checkProps(kind: TaskKind, props: TaskConstructProps): PathProblem[] {
  const { parent, inputs = [], claim, scripts, ...rest } = props;
  const options = withoutUndefined(rest);
  const invalid = findProblems(kind === 'push' ? PushPropsSchema : PropsSchema, options);
  return [
    ...invalid,
    ...findMisplacedOptions(withoutUndefined(props), kind),
    ...(parent ? problemsAt(['inputs'], checkInputs(inputs, parent)) : []),
    ...checkUrl(options, parent, invalid),
    ...checkParent(parent),
    ...checkTrees(parent, inputs),
    ...checkClaim(kind, claim, options),
    ...checkScripts(kind, scripts),
    ...checkLevel(kind, options),
    ...checkRules(kind, withoutInvalid(options, invalid), parent, claim),
  ];
}

function checkUrl(
  options: object,
  parent: TaskConstructProps['parent'],
  invalid: readonly PathProblem[],
): PathProblem[] {
  const isMeant = invalid.some(({ meantField }) => meantField === 'repoUrl' || meantField === 'parent');
  return parent || isMeant || Object.hasOwn(options, 'repoUrl') ? [] : [{ path: [], message: 'repoUrl is required' }];
}

function checkParent(parent: TaskConstructProps['parent']): PathProblem[] {
  return parent?.isEphemeral ? [{ path: ['parent'], message: ephemeralParent(parent.taskId) }] : [];
}

/** Finds tasks without a tree among those that the task needs. */
function checkTrees(parent: TaskConstructProps['parent'], inputs: readonly TaskConstruct[]): PathProblem[] {
  return [
    ...(parent?.hasTree === false ? [{ path: ['parent'], message: hasNoTree(parent.taskId) }] : []),
    ...inputs.flatMap(({ hasTree, taskId }, index) =>
      hasTree ? [] : [{ path: ['inputs', index], message: hasNoTree(taskId) }],
    ),
  ];
}

function checkClaim(kind: TaskKind, claim: IGitRepoClaim | undefined, options: object): PathProblem[] {
  if (isChild(kind)) return claim !== undefined ? [{ path: ['claim'], atKey: true, message: ONLY_ROOT_TASKS }] : [];
  if (kind === 'root' || kind === 'ephemeralRoot') return [];
  if (claim === undefined) return [{ path: [], message: 'claim is required' }];
  const invalid = findProblems(ClaimSchema, claim);
  const problems = problemsAt(
    ['claim'],
    invalid.length > 0 ? invalid : checkPodSecurity({ runAsUser: claim.runAsUser }, claim.podSecurity),
  );
  if (!claim?.hasMirror || !Object.hasOwn(options, 'depth')) return problems;
  return [...problems, { path: ['depth'], atKey: true, message: DEPTH_WITH_MIRROR }];
}

function checkScripts(kind: TaskKind, scripts: IWorkspaceScripts | undefined): PathProblem[] {
  if (scripts === undefined) return [];
  if (isChild(kind)) return [{ path: ['scripts'], atKey: true, message: ONLY_ROOT_TASKS }];
  return problemsAt(['scripts'], findProblems(ScriptsSchema, scripts));
}

/** The level belongs to the claim: a task with a claim of another construct has the level of that claim. */
function checkLevel(kind: TaskKind, options: object): PathProblem[] {
  if (kind === 'root' || kind === 'ephemeralRoot' || !Object.hasOwn(options, 'podSecurity')) return [];
  const message = isChild(kind) ? ONLY_ROOT_TASKS : 'cannot be combined with claim; set it at the claim';
  return [{ path: ['podSecurity'], atKey: true, message }];
}

/** Checks the options that depend on each other. */
function checkRules(
  kind: TaskKind,
  options: Partial<TaskConstructProps>,
  parent: TaskConstructProps['parent'],
  claim: TaskConstructProps['claim'],
): PathProblem[] {
  const chainClaim = parent ? findClaim(parent) : claim;
  const layers: Layer[] = [
    { origin: 'own', values: options },
    { origin: 'project', values: DEFAULTS },
  ];
  const problems: PathProblem[] = [
    ...checkEnvReferences(options.env ?? {}),
    ...checkRequests('resources', layers),
    ...checkPodSecurity(options, chainClaim?.podSecurity ?? options.podSecurity),
    ...checkVolumeSizes(layers),
    ...checkVolumePaths(options.volumes ?? []),
    ...checkTreePath(options.volumes ?? [], options.mountPath ?? DEFAULTS.mountPath),
    ...checkSidecars(options.sidecars),
  ];
  const ownClaim = kind === 'root' ? claimName(options.taskId ?? '') : chainClaim?.claimName;
  problems.push(...checkOwnClaim(options, ownClaim));
  if (parent) {
    if (options.push) problems.push(...problemsAt(['push'], checkPushTarget(options.push, parent)));
    const message = checkRepeatedSource('repoUrl', options.repoUrl, parent.repoUrl);
    return message ? [...problems, { path: ['repoUrl'], message }] : problems;
  }

  problems.push(...checkRequests('gitResources', layers));
  if (kind === 'ephemeralRoot') problems.push(...checkEphemeralOptions(options));
  const { repoUrl, runAsUser = DEFAULTS.runAsUser } = options;
  if (repoUrl !== undefined) {
    const message = checkSshUser(repoUrl, claim ? claim.runAsUser : runAsUser, DEFAULTS.runAsUser);
    if (message) problems.push({ path: [claim ? 'repoUrl' : 'runAsUser'], message });
  }
  return problems;
}

/** Finds volumes that are the claim of the task's own chain. */
function checkOwnClaim({ volumes = [] }: Partial<TaskOptions>, ownClaim: string | undefined): PathProblem[] {
  return volumes.flatMap(({ claim }, index) =>
    claim !== undefined && claim === ownClaim
      ? [{ path: ['volumes', index, 'claim'], message: claimOfTrees(claim) }]
      : [],
  );
}

/** Returns the claim of a parent's chain. An ephemeral parent has none, which is another problem. */
function findClaim(parent: NonNullable<TaskConstructProps['parent']>): IGitRepoClaim | undefined {
  return parent.isEphemeral ? undefined : parent.claim;
}

/** Returns the options whose values are valid on their own. */
function withoutInvalid(
  options: Record<string, unknown>,
  problems: readonly PathProblem[],
): Partial<TaskConstructProps> {
  const invalid = new Set(problems.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(options).filter(([name]) => !invalid.has(name)));
}
