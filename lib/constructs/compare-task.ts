import type { Construct, IConstruct } from 'constructs';
import { claimName, dnsName } from '../kubernetes/names';
import { duplicateTask } from '../validation/duplicate-task';
import { formatValue } from '../validation/format-value';
import { nameCollision } from '../validation/name-collision';
import { problemsAt, type Path, type PathProblem } from '../validation/path-problem';
import { pushTargetKey, sharedBranch } from '../validation/push-target';
import { claimOfTrees } from '../validation/pod-volume';
import { claimAttributes } from './claim-attributes';
import { checkNewClaim, checkUsedClaim, findClaimOfTrees, registerMount, registerUsedClaim } from './claim-registry';
import { GitRepoClaim } from './git-repo-claim';
import type { IGitRepoClaim } from './git-repo-claim-base';
import type { TaskKind } from './options/task-kinds';
import type { PodSecurityOptions } from './options/pod-security-options';
import type { TaskOptions } from './options/task-options';
import { namespaceOf, Registry } from './registry';
import { isValidated } from './validated-props';
import { WorkspaceScripts, type IWorkspaceScripts } from './workspace-scripts';

/** Another task or Job. */
export interface TaskConstruct extends IConstruct {
  readonly taskId: string;
  readonly rootTaskId: string;
  readonly hasTree: boolean;
}

/** The props of a task or a Job: options, which the task list has too, and other constructs, which it cannot have. */
export interface TaskConstructProps extends Partial<TaskOptions>, PodSecurityOptions {
  readonly parent?: TaskConstruct & {
    readonly repoUrl: string;
    readonly ref?: string;
    readonly isEphemeral: boolean;
    readonly claim: IGitRepoClaim;
  };
  readonly inputs?: readonly TaskConstruct[];
  readonly claim?: IGitRepoClaim;
  readonly scripts?: IWorkspaceScripts;
}

interface RegisteredTask {
  readonly taskId: string;
  readonly construct: IConstruct;
}

/** Tasks by their names in the cluster. */
const TASKS = new Registry<RegisteredTask>('tasks');
/** Tasks that push, by the repository and the branch. */
const PUSHES = new Registry<RegisteredTask>('pushes');

/**
 * Compares a task or a Job with the other constructs of the app.
 *
 * @param problems What is wrong with the props themselves.
 */
export function compareTask(
  construct: Construct,
  kind: TaskKind,
  props: TaskConstructProps,
  problems: readonly PathProblem[],
): PathProblem[] {
  const hasValidId = problems.every(({ path }) => path[0] !== 'taskId') && props.taskId !== undefined;
  return [
    ...(hasValidId ? checkId(construct, props) : []),
    ...checkNamespaces(construct, props),
    ...(problems.length === 0 ? checkClaims(construct, kind, props) : []),
    ...(problems.length === 0 ? checkMountedClaims(construct, props) : []),
    ...(problems.length === 0 ? checkBranch(construct, props) : []),
  ];
}

/** Registers a task and the claim that it uses, so that later tasks are compared with them. */
export function registerTask(construct: Construct, props: TaskConstructProps): void {
  const { taskId = '', claim, volumes = [], push, parent } = props;
  const name = dnsName(taskId);
  if (!TASKS.find(construct, name)) TASKS.register(construct, name, { taskId, construct });
  const pushKey = push && pushTargetKey(push, parent ?? {});
  if (pushKey !== undefined && !PUSHES.find(construct, pushKey))
    PUSHES.register(construct, pushKey, { taskId, construct });
  if (claim) registerUsedClaim(construct, claim);
  for (const volume of volumes) if (volume.claim !== undefined) registerMount(construct, volume.claim);
}

/** Finds another task whose Jobs would have the same names. The Job of a task has the ID of the task. */
function checkId(construct: Construct, props: TaskConstructProps): PathProblem[] {
  const { taskId = '' } = props;
  const other = TASKS.find(construct, dnsName(taskId));
  if (!other || (other.construct === construct.node.scope && isValidated(props))) return [];
  const place = other.construct.node.path;
  const message =
    other.taskId === taskId
      ? `${duplicateTask(taskId)} (see ${place})`
      : nameCollision(taskId, { id: other.taskId, place }, 'the name', dnsName(taskId));
  return [{ path: ['taskId'], message }];
}

/** Finds another task that pushes to the same branch. The Job of a task has the branch of the task. */
function checkBranch(construct: Construct, { push, parent, taskId }: TaskConstructProps): PathProblem[] {
  const other = push && PUSHES.find(construct, pushTargetKey(push, parent ?? {}));
  if (!other || other.taskId === taskId) return [];
  const message = `${sharedBranch(push.branch, other.taskId)} (see ${other.construct.node.path})`;
  return [{ path: ['push', 'branch'], message }];
}

/** Finds another claim with the same name, and other descriptions of the claim. */
function checkClaims(construct: Construct, kind: TaskKind, props: TaskConstructProps): PathProblem[] {
  const { taskId = '', claim } = props;
  if (claim) return problemsAt(['claim'], checkUsedClaim(construct, claim));
  if (kind !== 'root') return [];
  return checkNewClaim(construct, { prop: 'taskId', id: taskId }, claimAttributes(claimName(taskId), props));
}

/** Finds volumes that are claims with working trees of other tasks. */
function checkMountedClaims(construct: Construct, { volumes = [] }: TaskConstructProps): PathProblem[] {
  return volumes.flatMap(({ claim }, index) => {
    const place = claim === undefined ? undefined : findClaimOfTrees(construct, claim);
    if (claim === undefined || place === undefined) return [];
    return [{ path: ['volumes', index, 'claim'], message: `${claimOfTrees(claim)} (see ${place})` }];
  });
}

/** Finds constructs in another namespace: the pods of the task cannot mount the claim or the ConfigMap that they create. */
function checkNamespaces(
  construct: Construct,
  { parent, inputs = [], claim, scripts }: TaskConstructProps,
): PathProblem[] {
  const others: (readonly [Path, IConstruct | undefined])[] = [
    [['parent'], parent],
    ...inputs.map((input, index) => [['inputs', index], input] as const),
    // Other implementations, such as a claim that exists, are not in the namespace of the chart that they are in.
    [['claim'], claim instanceof GitRepoClaim ? claim : undefined],
    [['scripts'], scripts instanceof WorkspaceScripts ? scripts : undefined],
  ];
  const own = namespaceOf(construct);
  return others.flatMap(([path, other]) => {
    if (!other || namespaceOf(other) === own) return [];
    const message = `is in ${nameNamespace(namespaceOf(other))}, but this task is in ${nameNamespace(own)}; use charts of one namespace`;
    return [{ path, message }];
  });
}

function nameNamespace(namespace: string | undefined): string {
  return namespace === undefined ? 'a chart without a namespace' : `the namespace ${formatValue(namespace)}`;
}
