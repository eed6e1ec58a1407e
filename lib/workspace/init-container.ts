import { k8s } from '../kubernetes/k8s';
import { formatInputs, type Input } from '../kubernetes/input-variable';
import { literalEnvironment } from '../kubernetes/literal-environment';
import { containerSecurityContext } from '../kubernetes/security-context';
import { CONTAINERS, JOB_LABELS, VARIABLES } from '../kubernetes/names';
import { toQuantities } from '../kubernetes/resource-requirements';
import type { Resources } from '../validation/resources';
import { gitEnvironment } from './git-environment';
import { gitSecretMounts, gitSecretVolumes } from './git-secret';
import { SCRIPTS_MOUNT, SCRIPTS_PATH, SCRIPTS_VOLUME } from './scripts';

const TMP = 'init-tmp';

/** Annotations of pods in which a service mesh has injected a proxy. They are empty in other pods. */
export const MESH_VARIABLES = [
  podField('ISTIO_STATUS', "metadata.annotations['sidecar.istio.io/status']"),
  podField('LINKERD_VERSION', "metadata.annotations['linkerd.io/proxy-version']"),
];

/** How a tree is prepared: cloned, or copied from the tree of the parent's run. */
export type Source = CloneSource | CopySource;

export interface CloneSource {
  readonly kind: 'clone';
  readonly repoUrl: string;
  readonly ref?: string;
  readonly depth?: number;
  readonly gitSecret?: string;
  /** Whether the claim has a mirror of the repository to clone from. */
  readonly hasMirror: boolean;
}

export interface CopySource {
  readonly kind: 'copy';
  readonly parentTaskId: string;
  readonly parentTree: string;
  /** The tasks whose trees `main` reads. */
  readonly inputs: readonly Input[];
}

export interface InitContainerProps {
  readonly source: Source;
  readonly tree: string;
  readonly retry: 'clean' | 'continue';
  readonly keepRuns?: number;
  readonly image: string;
  readonly resources: Required<Resources>;
  /** Name of the ConfigMap with the scripts. */
  readonly scripts: string;
  /** Name of the volume that is the claim. */
  readonly volume: string;
  readonly mountPath: string;
}

/** Returns the container that prepares a tree before `main` starts, and the volumes that only it mounts. */
export function initContainer(props: InitContainerProps): { container: k8s.Container; volumes: k8s.Volume[] } {
  const { source } = props;
  const gitSecret = source.kind === 'clone' ? source.gitSecret : undefined;
  return {
    container: {
      name: initContainerName(source),
      image: props.image,
      command: ['/bin/sh', `${SCRIPTS_PATH}/${scriptFile(source)}`],
      env: [
        ...literalEnvironment({
          CLAIM: props.mountPath,
          TREE: props.tree,
          RETRY: props.retry,
          [VARIABLES.keepRuns]: props.keepRuns?.toString(),
          HOME: '/tmp',
        }),
        podField('JOB_UID', `metadata.labels['${JOB_LABELS.jobUid}']`),
        ...(source.kind === 'clone' ? MESH_VARIABLES : []),
        ...literalEnvironment(sourceEnvironment(source)),
      ],
      resources: toQuantities(props.resources),
      securityContext: containerSecurityContext(true),
      volumeMounts: [
        { name: props.volume, mountPath: props.mountPath },
        SCRIPTS_MOUNT,
        { name: TMP, mountPath: '/tmp' },
        ...gitSecretMounts(gitSecret),
      ],
    },
    volumes: [
      { name: SCRIPTS_VOLUME, configMap: { name: props.scripts } },
      {
        name: TMP,
        emptyDir: { sizeLimit: k8s.Quantity.fromString(props.resources.limits['ephemeral-storage']!) },
      },
      ...gitSecretVolumes(gitSecret),
    ],
  };
}

function podField(name: string, fieldPath: string): k8s.EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** Returns the name of the container that prepares a tree from `source`. */
export function initContainerName(source: Source): string {
  return source.kind === 'clone' ? CONTAINERS.clone : CONTAINERS.copy;
}

function scriptFile(source: Source): string {
  if (source.kind === 'copy') return 'copy.sh';
  return source.hasMirror ? 'mirror.sh' : 'clone.sh';
}

function sourceEnvironment(source: Source): Record<string, string | undefined> {
  if (source.kind === 'copy') {
    return {
      [VARIABLES.parentTaskId]: source.parentTaskId,
      [VARIABLES.parentTree]: source.parentTree,
      [VARIABLES.inputs]: source.inputs.length === 0 ? undefined : formatInputs(source.inputs),
    };
  }
  return {
    [VARIABLES.repoUrl]: source.repoUrl,
    REF: source.ref,
    DEPTH: source.depth?.toString(),
    ...gitEnvironment(source),
  };
}
