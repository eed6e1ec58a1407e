import type { Construct, IConstruct } from 'constructs';
import * as z from 'zod/mini';
import { dnsSubdomain } from '../validation/object-names';
import { duplicateTask } from '../validation/duplicate-task';
import { checkEnvReferences } from '../validation/env-references';
import { formatValue } from '../validation/format-value';
import { problemsAt, type PathProblem } from '../validation/path-problem';
import { checkRepeatedSource } from '../validation/repeated-source';
import { checkRequests, checkTmpSize, type Layer } from '../validation/resources';
import { stringField } from '../validation/schema/fields';
import { findProblems } from '../validation/schema/find-problems';
import { checkSshUser } from '../validation/ssh-user';
import { DEFAULTS } from './defaults';
import { GitRepoClaim, type IGitRepoClaim } from './git-repo-claim';
import { CLAIM_REFERENCE_OPTIONS } from './options/claim-options';
import { DEPTH_WITH_MIRROR, findMisplacedOptions, ONLY_ROOT_TASKS, type TaskKind } from './options/task-kinds';
import { TaskOptionsSchema, type TaskOptions } from './options/task-options';
import { throwProblems, withoutUndefined } from './validate-props';
import { findTask, namespaceOf, registerTask } from './task-registry';
import { isValidated } from './validated-props';
import { WorkspaceScripts, type IWorkspaceScripts } from './workspace-scripts';

/** The props of a task or a Job: options, which the task list has too, and other constructs, which it cannot have. */
interface Props extends Partial<TaskOptions> {
  readonly parent?: IConstruct & { readonly taskId: string; readonly repoUrl: string };
  readonly claim?: IGitRepoClaim;
  readonly scripts?: IWorkspaceScripts;
}

/** What an `IGitRepoClaim` must look like: its attributes are the options of a claim that exists. */
const ClaimSchema = z.object({
  claimName: stringField(dnsSubdomain),
  hasMirror: z.boolean(),
  ...CLAIM_REFERENCE_OPTIONS,
});

/** Also knows the names of the props that are other constructs, which are checked on their own. */
const PropsSchema = z.extend(
  TaskOptionsSchema,
  z.partial(z.object({ parent: z.never(), claim: z.never(), scripts: z.never() })).shape,
);

/** What an `IWorkspaceScripts` must look like. */
const ScriptsSchema = z.object({ configMapName: stringField(dnsSubdomain) });

/**
 * Validates the props of a task or a Job with the schemas and rules of the task list.
 *
 * @param kind Decides which options the props may have.
 * @throws one error that lists all problems
 */
export function validateTask(construct: Construct, kind: TaskKind, props: Props): void {
  if (isValidated(props)) return;
  const { parent, claim, scripts, ...rest } = props;
  const options = withoutUndefined(rest);
  const invalid = findProblems(PropsSchema, options);
  throwProblems(construct, [
    ...invalid,
    ...findMisplacedOptions(options, kind),
    ...checkUrl(options, parent, invalid),
    ...checkClaim(kind, claim, options),
    ...checkScripts(kind, scripts),
    ...checkRules(withoutInvalid(options, invalid), parent, claim),
    ...checkId(construct, props),
    ...checkNamespaces(construct, props),
  ]);
  if (props.taskId !== undefined) registerTask(construct, props.taskId);
}

function checkUrl(options: object, parent: Props['parent'], invalid: readonly PathProblem[]): PathProblem[] {
  const isMeant = invalid.some(({ meantField }) => meantField === 'repoUrl' || meantField === 'parent');
  return parent || isMeant || Object.hasOwn(options, 'repoUrl') ? [] : [{ path: [], message: 'repoUrl is required' }];
}

/** Finds another task of the app with the same ID in the same namespace: their Jobs would have one name. */
function checkId(construct: Construct, { taskId }: Props): PathProblem[] {
  const other = taskId === undefined ? undefined : findTask(construct, taskId);
  if (taskId === undefined || !other) return [];
  return [{ path: ['taskId'], message: `${duplicateTask(taskId)} (see ${other.node.path})` }];
}

/** Finds constructs in another namespace: the pods of the task cannot mount the claim or the ConfigMap that they create. */
function checkNamespaces(construct: Construct, { parent, claim, scripts }: Props): PathProblem[] {
  const others: Partial<Record<string, IConstruct>> = {
    parent,
    // Other implementations, such as a claim that exists, are not in the namespace of the chart that they are in.
    ...(claim instanceof GitRepoClaim && { claim }),
    ...(scripts instanceof WorkspaceScripts && { scripts }),
  };
  const own = namespaceOf(construct);
  return Object.entries(others).flatMap(([prop, other]) => {
    if (!other || namespaceOf(other) === own) return [];
    const message = `is in ${nameNamespace(namespaceOf(other))}, but this task is in ${nameNamespace(own)}; use charts of one namespace`;
    return [{ path: [prop], message }];
  });
}

function nameNamespace(namespace: string | undefined): string {
  return namespace === undefined ? 'a chart without a namespace' : `the namespace ${formatValue(namespace)}`;
}

function checkClaim(kind: TaskKind, claim: IGitRepoClaim | undefined, options: object): PathProblem[] {
  if (kind === 'child') return claim !== undefined ? [{ path: ['claim'], atKey: true, message: ONLY_ROOT_TASKS }] : [];
  if (kind === 'root') return [];
  if (claim === undefined) return [{ path: [], message: 'claim is required' }];
  const problems = problemsAt(['claim'], findProblems(ClaimSchema, claim));
  if (!claim?.hasMirror || !Object.hasOwn(options, 'depth')) return problems;
  return [...problems, { path: ['depth'], atKey: true, message: DEPTH_WITH_MIRROR }];
}

function checkScripts(kind: TaskKind, scripts: IWorkspaceScripts | undefined): PathProblem[] {
  if (scripts === undefined) return [];
  if (kind === 'child') return [{ path: ['scripts'], atKey: true, message: ONLY_ROOT_TASKS }];
  return problemsAt(['scripts'], findProblems(ScriptsSchema, scripts));
}

/** Checks the options that depend on each other. */
function checkRules(options: Partial<TaskOptions>, parent: Props['parent'], claim: Props['claim']): PathProblem[] {
  const layers: Layer[] = [
    { origin: 'own', values: options },
    { origin: 'project', values: DEFAULTS },
  ];
  const problems: PathProblem[] = [
    ...checkEnvReferences(options.env ?? {}),
    ...checkRequests('resources', layers),
    ...checkTmpSize(layers),
  ];
  if (parent) {
    const message = checkRepeatedSource('repoUrl', options.repoUrl, parent.repoUrl);
    return message ? [...problems, { path: ['repoUrl'], message }] : problems;
  }

  problems.push(...checkRequests('gitResources', layers));
  const { repoUrl, runAsUser = DEFAULTS.runAsUser } = options;
  if (repoUrl !== undefined) {
    const message = checkSshUser(repoUrl, claim ? claim.runAsUser : runAsUser, DEFAULTS.runAsUser);
    if (message) problems.push({ path: [claim ? 'repoUrl' : 'runAsUser'], message });
  }
  return problems;
}

/** Returns the options whose values are valid on their own. */
function withoutInvalid(options: Record<string, unknown>, problems: readonly PathProblem[]): Partial<TaskOptions> {
  const invalid = new Set(problems.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(options).filter(([name]) => !invalid.has(name)));
}
