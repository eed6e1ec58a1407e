import { k8s } from '../kubernetes/k8s';
import { literalEnvironment } from '../kubernetes/literal-environment';
import { sidecarTmpName } from '../kubernetes/names';
import { mergeResources } from '../kubernetes/merge-resources';
import { toQuantities } from '../kubernetes/resource-requirements';
import { containerSecurityContext } from '../kubernetes/security-context';
import { waitContainer, type WaitContainerProps } from '../workspace/wait-container';
import { toEnvFrom, toEnvVars } from './container-environment';
import { DEFAULTS } from './defaults';
import type { Sidecar } from './options/sidecar-options';

export interface SidecarContainersProps extends Pick<WaitContainerProps, 'image' | 'resources'> {
  readonly sidecars?: readonly Sidecar[];
  /** Where `main` mounts the tree. */
  readonly treeMount: k8s.VolumeMount;
}

/**
 * Returns the init containers that are sidecars, with one that waits until they have started, and the volumes that only
 * they mount.
 */
export function sidecarContainers({ sidecars = [], treeMount, ...wait }: SidecarContainersProps): {
  containers: k8s.Container[];
  volumes: k8s.Volume[];
} {
  const starting = sidecars.flatMap(({ name, startupProbe }) =>
    startupProbe
      ? [
          {
            name,
            port: startupProbe.port,
            deadlineSeconds: startupProbe.deadlineSeconds ?? DEFAULTS.startupDeadlineSeconds,
          },
        ]
      : [],
  );
  return {
    containers: [
      ...sidecars.map((sidecar) => sidecarContainer(sidecar, treeMount)),
      ...(starting.length === 0 ? [] : [waitContainer({ sidecars: starting, ...wait })]),
    ],
    volumes: sidecars.map(({ name, tmpSize = DEFAULTS.tmpSize }) => ({
      name: sidecarTmpName(name),
      emptyDir: { sizeLimit: k8s.Quantity.fromString(tmpSize) },
    })),
  };
}

function sidecarContainer(sidecar: Sidecar, treeMount: k8s.VolumeMount): k8s.Container {
  const { name, image, command, args, env = {}, envFrom = [], tree } = sidecar;
  return {
    name,
    image,
    restartPolicy: 'Always',
    command: command && [...command],
    args: args && [...args],
    env: [...literalEnvironment({ HOME: 'HOME' in env ? undefined : '/tmp' }), ...toEnvVars(env)],
    envFrom: toEnvFrom(envFrom),
    resources: toQuantities(mergeResources(DEFAULTS.resources, sidecar.resources)),
    securityContext: containerSecurityContext(sidecar.readOnlyRootFilesystem ?? DEFAULTS.readOnlyRootFilesystem),
    volumeMounts: [
      ...(tree === undefined ? [] : [{ ...treeMount, readOnly: true }]),
      { name: sidecarTmpName(name), mountPath: '/tmp' },
    ],
  };
}
