import { k8s } from '../kubernetes/k8s';
import { literalEnvironment } from '../kubernetes/literal-environment';
import { CONTAINERS, treePath, VARIABLES } from '../kubernetes/names';
import { toQuantities } from '../kubernetes/resource-requirements';
import { containerSecurityContext } from '../kubernetes/security-context';
import { parseQuantity } from '../validation/quantity';
import type { Resources } from '../validation/resources';
import { gitEnvironment } from './git-environment';
import { gitSecretMounts, gitSecretVolumes } from './git-secret';
import { MESH_VARIABLES } from './init-container';
import { SCRIPTS_MOUNT, SCRIPTS_PATH, SCRIPTS_VOLUME } from './scripts';

const NOTES = { name: 'push-notes', mountPath: '/push/notes' };
const PACKS = { name: 'push-packs', mountPath: '/push/packs' };

/**
 * How often the data of a push may be on the disk of the node: as files of nested repositories, as new objects, as two packs,
 * and as two packs that were checked. The rest is for their indexes.
 */
const COPIES = 7n;

/** What is pushed, and where to. */
export interface PushTarget {
  readonly repoUrl: string;
  readonly branch: string;
  readonly gitSecret?: string;
  readonly force: string;
  readonly allowDefault: boolean;
  readonly commit?: {
    readonly message: string;
    readonly author: { readonly name: string; readonly email: string };
    readonly nestedRepositories?: 'refuse' | 'files';
  };
}

export interface PushContainersProps {
  readonly target: PushTarget;
  /** Name that the tree of the task would have. */
  readonly tree: string;
  readonly parentTaskId: string;
  readonly parentTree: string;
  /** Tree of the root task, if the push goes to the repository that it cloned. */
  readonly startTree?: string;
  readonly image: string;
  readonly resources: Required<Resources>;
  /** Name of the ConfigMap with the scripts. */
  readonly scripts: string;
  /** Name of the volume that is the claim. */
  readonly volume: string;
  readonly mountPath: string;
}

/**
 * Returns the containers that push the tree of a task which nobody trusts, in the order in which they run, and the volumes
 * that they mount. No container mounts both the Secret and a tree, and each has a folder for temporary files of its own, so
 * that none can write settings for another.
 */
export function pushContainers(props: PushContainersProps): { containers: k8s.Container[]; volumes: k8s.Volume[] } {
  const { target, volume, mountPath } = props;
  const { gitSecret } = target;
  const storage = props.resources.limits['ephemeral-storage']!;
  const secretMounts = gitSecretMounts(gitSecret);
  const serverVariables = [
    ...MESH_VARIABLES,
    ...literalEnvironment({ [VARIABLES.repoUrl]: target.repoUrl, ...gitEnvironment(target) }),
  ];
  const readOnly = (mount: k8s.VolumeMount): k8s.VolumeMount => ({ ...mount, readOnly: true });
  const step = (
    name: string,
    script: string,
    tmp: string,
    env: readonly k8s.EnvVar[],
    volumeMounts: readonly k8s.VolumeMount[],
  ): k8s.Container => ({
    name,
    image: props.image,
    command: ['/bin/sh', `${SCRIPTS_PATH}/${script}`],
    env: [
      ...literalEnvironment({
        [VARIABLES.branch]: target.branch,
        NOTES: NOTES.mountPath,
        PACKS: PACKS.mountPath,
        MAX_BYTES: maxBytes(storage),
        HOME: '/tmp',
      }),
      ...env,
    ],
    resources: toQuantities(props.resources),
    securityContext: containerSecurityContext(true),
    volumeMounts: [SCRIPTS_MOUNT, { name: tmp, mountPath: '/tmp' }, ...volumeMounts],
  });
  return {
    containers: [
      step(
        CONTAINERS.pushLook,
        'push-look.sh',
        'push-look-tmp',
        [...literalEnvironment({ ALLOW_DEFAULT: target.allowDefault ? 'yes' : undefined }), ...serverVariables],
        [NOTES, ...secretMounts],
      ),
      step(
        CONTAINERS.pushCheck,
        'push-check.sh',
        'push-commit-tmp',
        literalEnvironment({
          CLAIM: mountPath,
          TREE: props.tree,
          [VARIABLES.parentTree]: props.parentTree,
          [VARIABLES.parentTaskId]: props.parentTaskId,
          [VARIABLES.startTree]: props.startTree,
        }),
        [NOTES, { name: volume, mountPath }],
      ),
      step(
        CONTAINERS.pushCommit,
        'push-commit.sh',
        'push-commit-tmp',
        literalEnvironment({
          WORK_TREE: mountPath,
          [VARIABLES.parentTaskId]: props.parentTaskId,
          ...commitEnvironment(target.commit),
        }),
        [readOnly(NOTES), PACKS, readOnly({ name: volume, mountPath, subPath: treePath(props.parentTree) })],
      ),
      step(
        CONTAINERS.push,
        'push.sh',
        'push-tmp',
        [...literalEnvironment({ FORCE: target.force }), ...serverVariables],
        [readOnly(NOTES), readOnly(PACKS), ...secretMounts],
      ),
    ],
    volumes: [
      { name: SCRIPTS_VOLUME, configMap: { name: props.scripts } },
      ...[NOTES.name, PACKS.name, 'push-look-tmp', 'push-commit-tmp', 'push-tmp'].map((name) => ({
        name,
        emptyDir: { sizeLimit: k8s.Quantity.fromString(storage) },
      })),
      ...gitSecretVolumes(gitSecret),
    ],
  };
}

function commitEnvironment(commit: PushTarget['commit']): Record<string, string | undefined> {
  if (!commit) return {};
  const { message, author, nestedRepositories } = commit;
  return {
    COMMIT_MESSAGE: message,
    NESTED_REPOSITORIES: nestedRepositories,
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  };
}

/** Returns the size of the largest pack that a push may have if the node has `storage` for all of its data. */
function maxBytes(storage: string): string {
  return String(parseQuantity(storage)! / 1_000_000_000n / COPIES);
}
