import type { ClaimAttributes } from '../constructs/claim-attributes';
import { DEFAULTS } from '../constructs/defaults';
import { claimAffinity, claimLabels } from '../kubernetes/claim-affinity';
import { COPIED_TREE, literalEnvironment } from '../kubernetes/literal-environment';
import { APP, CLAIM_VOLUME, CONTAINERS, LABELS, treePath, VARIABLES } from '../kubernetes/names';
import { containerSecurityContext, podSecurityContext } from '../kubernetes/security-context';
import type { Task } from '../task-list';

/** Value of the label `app` of the pods of shells: those of tasks have another one. */
export const SHELL_APP = `${APP}-shell`;
/** The init container that looks for the tree. */
export const CHECK_CONTAINER = 'check-tree';
/** Its exit code if there is no tree: `EX_NOINPUT` of BSD's sysexits. */
export const MISSING_TREE_EXIT_CODE = 66;
/** Kubernetes ends the pod after this time, if the command cannot delete it. */
export const MAX_SHELL_SECONDS = 4 * 60 * 60;

const CLAIM_PATH = '/claim';

/**
 * Looks before `main` starts: the kubelet creates a folder that is missing as root when it mounts it, and a task could not
 * use that folder.
 */
const CHECK_SCRIPT = `[ -d "$1" ] && [ ! -L "$1" ] || exit ${MISSING_TREE_EXIT_CODE}`;
/** Process 1 of a container ignores SIGTERM without a trap. */
const WAIT_SCRIPT = `trap 'exit 0' TERM; sleep ${MAX_SHELL_SECONDS} & wait`;

export interface ShellPodProps {
  /** Name of the pod. */
  readonly name: string;
  readonly task: Task;
  readonly claim: ClaimAttributes;
  /** Name of the tree. */
  readonly tree: string;
  /** The image of the shell. */
  readonly image: string;
  /** The image that looks for the tree: only it mounts the whole claim. */
  readonly gitImage: string;
  readonly write: boolean;
}

/** Returns a pod that mounts one tree where its task does, and waits for commands. Pod Security `restricted` admits it. */
export function shellPod({ name, task, claim, tree, image, gitImage, write }: ShellPodProps): object {
  const mountPath = task.mountPath ?? DEFAULTS.mountPath;
  const volume = { name: CLAIM_VOLUME, readOnly: !write };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { [LABELS.app]: SHELL_APP, [LABELS.taskId]: task.taskId, ...claimLabels(claim) } },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: MAX_SHELL_SECONDS,
      enableServiceLinks: false,
      automountServiceAccountToken: false,
      runtimeClassName: task.runtimeClassName,
      hostUsers: task.hostUsers,
      nodeSelector: { ...DEFAULTS.nodeSelector, ...task.nodeSelector },
      tolerations: task.tolerations,
      imagePullSecrets: task.imagePullSecrets?.map((secret) => ({ name: secret })),
      affinity: claimAffinity(claim),
      securityContext: podSecurityContext(claim),
      initContainers: [
        {
          name: CHECK_CONTAINER,
          image: gitImage,
          command: ['/bin/sh', '-c', CHECK_SCRIPT, CHECK_CONTAINER, `${CLAIM_PATH}/${treePath(tree)}`],
          resources: DEFAULTS.gitResources,
          securityContext: containerSecurityContext(true),
          volumeMounts: [{ name: CLAIM_VOLUME, mountPath: CLAIM_PATH, readOnly: true }],
        },
      ],
      containers: [
        {
          name: CONTAINERS.main,
          image,
          imagePullPolicy: image === task.image ? task.imagePullPolicy : undefined,
          command: ['sh', '-c', WAIT_SCRIPT],
          workingDir: mountPath,
          env: literalEnvironment({ [VARIABLES.taskId]: task.taskId, HOME: '/tmp', ...COPIED_TREE }),
          resources: DEFAULTS.resources,
          securityContext: containerSecurityContext(false),
          volumeMounts: [{ ...volume, mountPath, subPath: treePath(tree) }],
        },
      ],
      volumes: [{ name: CLAIM_VOLUME, persistentVolumeClaim: { claimName: claim.claimName } }],
    },
  };
}
