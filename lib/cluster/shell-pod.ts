import { DEFAULTS } from '../constructs/defaults';
import type { CloneOptions } from '../constructs/options/clone-options';
import { COPIED_TREE, literalEnvironment } from '../kubernetes/literal-environment';
import { mergeResources } from '../kubernetes/merge-resources';
import { CLAIM_VOLUME, CONTAINERS, treePath, VARIABLES } from '../kubernetes/names';
import { containerSecurityContext } from '../kubernetes/security-context';
import type { Resources } from '../validation/resources';
import { CLAIM_PATH, claimPod, gitContainer, WAIT_COMMAND, type ClaimPod, type ClaimPodProps } from './claim-pod';

/** The init container that looks for the tree. */
export const CHECK_CONTAINER = 'check-tree';
/** Its exit code if there is no tree: `EX_NOINPUT` of BSD's sysexits. */
export const MISSING_TREE_EXIT_CODE = 66;

/**
 * Looks before `main` starts: the kubelet creates a folder that is missing as root when it mounts it, and a task could not
 * use that folder.
 */
const CHECK_SCRIPT = `[ -d "$1" ] && [ ! -L "$1" ] || exit ${MISSING_TREE_EXIT_CODE}`;

export interface ShellPodProps extends Required<Pick<ClaimPodProps, 'name' | 'task' | 'claim'>> {
  /** Name of the tree. */
  readonly tree: string;
  /** The image of the shell. */
  readonly image: string;
  /** Whose git image looks for the tree. Only that container mounts the whole claim. */
  readonly root: Pick<CloneOptions, 'gitImage' | 'gitResources'>;
  readonly write: boolean;
}

/** Returns a pod that mounts one tree where its task does, and waits for commands. */
export function shellPod({ name, task, claim, tree, image, root, write }: ShellPodProps): ClaimPod {
  const mountPath = task.mountPath ?? DEFAULTS.mountPath;
  return claimPod({
    name,
    task,
    claim,
    initContainers: [
      {
        name: CHECK_CONTAINER,
        ...gitContainer(root),
        command: ['/bin/sh', '-c', CHECK_SCRIPT, CHECK_CONTAINER, `${CLAIM_PATH}/${treePath(tree)}`],
        securityContext: containerSecurityContext(true),
        volumeMounts: [{ name: CLAIM_VOLUME, mountPath: CLAIM_PATH, readOnly: true }],
      },
    ],
    containers: [
      {
        name: CONTAINERS.main,
        image,
        imagePullPolicy: image === task.image ? task.imagePullPolicy : undefined,
        command: WAIT_COMMAND,
        workingDir: mountPath,
        env: literalEnvironment({ [VARIABLES.taskId]: task.taskId, HOME: '/tmp', ...COPIED_TREE }),
        resources: withoutDevices(mergeResources(DEFAULTS.resources, task.resources)),
        securityContext: containerSecurityContext(false),
        volumeMounts: [{ name: CLAIM_VOLUME, readOnly: !write, mountPath, subPath: treePath(tree) }],
      },
    ],
  });
}

/** Returns only the resources that every container has: a shell must not wait for a GPU. */
function withoutDevices({ requests, limits }: Required<Resources>): Required<Resources> {
  const pick = (quantities: object): Record<string, string> =>
    Object.fromEntries(Object.entries(quantities).filter(([name]) => Object.hasOwn(DEFAULTS.resources.limits, name)));
  return { requests: pick(requests), limits: pick(limits) };
}
