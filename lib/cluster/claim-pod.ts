import type { ClaimAttributes } from '../constructs/claim-attributes';
import { DEFAULTS } from '../constructs/defaults';
import type { CloneOptions } from '../constructs/options/clone-options';
import { claimAffinity, claimLabels } from '../kubernetes/claim-affinity';
import { mergeResources } from '../kubernetes/merge-resources';
import { APP, CLAIM_VOLUME, LABELS } from '../kubernetes/names';
import { podSecurityContext } from '../kubernetes/security-context';
import type { Task } from '../task-list';
import type { Resources } from '../validation/resources';

/** Value of the label `app` of the pods of commands: those of tasks have another one. */
const COMMAND_APP = `${APP}-shell`;
/** Kubernetes ends the pod after this time, if the command cannot delete it. */
export const MAX_POD_SECONDS = 4 * 60 * 60;
/** Where a container mounts the whole claim. */
export const CLAIM_PATH = '/claim';
/** Waits for commands. Process 1 of a container ignores SIGTERM without a trap. */
export const WAIT_COMMAND = ['sh', '-c', `trap 'exit 0' TERM; sleep ${MAX_POD_SECONDS} & wait`];

export interface ClaimPodProps {
  /** Name of the pod. */
  readonly name: string;
  /** The task whose node, tolerations and runtime the pod has. @default - none: those of a task without such fields */
  readonly task?: Task;
  readonly claim: ClaimAttributes;
  readonly initContainers?: readonly object[];
  readonly containers: readonly object[];
}

/** A pod that a command creates. */
export interface ClaimPod {
  readonly metadata: { readonly name: string };
}

/** Returns the image and the resources of a container that runs a script of this project: those of the containers of the chain. */
export function gitContainer({
  gitImage = DEFAULTS.gitImage,
  gitResources,
}: Pick<CloneOptions, 'gitImage' | 'gitResources'>): { image: string; resources: Required<Resources> } {
  return { image: gitImage, resources: mergeResources(DEFAULTS.gitResources, gitResources) };
}

/** Returns a pod of a command on a claim, where its task could run. Pod Security `restricted` admits it. */
export function claimPod({ name, task, claim, initContainers, containers }: ClaimPodProps): ClaimPod {
  const labels = { [LABELS.app]: COMMAND_APP, ...(task && { [LABELS.taskId]: task.taskId }), ...claimLabels(claim) };
  const spec = {
    restartPolicy: 'Never',
    activeDeadlineSeconds: MAX_POD_SECONDS,
    enableServiceLinks: false,
    automountServiceAccountToken: false,
    runtimeClassName: task?.runtimeClassName,
    hostUsers: task?.hostUsers,
    nodeSelector: { ...DEFAULTS.nodeSelector, ...task?.nodeSelector },
    tolerations: task?.tolerations,
    imagePullSecrets: task?.imagePullSecrets?.map((secret) => ({ name: secret })),
    affinity: claimAffinity(claim),
    securityContext: podSecurityContext(claim),
    initContainers,
    containers,
    volumes: [{ name: CLAIM_VOLUME, persistentVolumeClaim: { claimName: claim.claimName } }],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec } as ClaimPod;
}
