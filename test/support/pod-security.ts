import type { Container, PodSpec } from './chart';

const VOLUME_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/**
 * The rules of Pod Security's profiles `baseline` and `restricted` that a pod breaks.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function restrictedViolations(pod: PodSpec): string[] {
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  const every = (rule: (container: Container) => boolean): boolean => containers.every(rule);
  const rules: Record<string, boolean> = {
    'no host namespaces': !pod.hostNetwork && !pod.hostPID && !pod.hostIPC,
    'no host ports': every(({ ports }) => !ports?.some(({ hostPort }) => hostPort)),
    'no privileged containers': every(({ securityContext }) => !securityContext?.privileged),
    'default /proc mount': every(({ securityContext }) => !securityContext?.procMount),
    'no SELinux options': !pod.securityContext?.seLinuxOptions && every((c) => !c.securityContext?.seLinuxOptions),
    'no sysctls': !pod.securityContext?.sysctls,
    'allowed volume types': (pod.volumes ?? []).every((volume) =>
      Object.keys(volume).every((key) => key === 'name' || VOLUME_TYPES.includes(key)),
    ),
    'no privilege escalation': every((c) => c.securityContext?.allowPrivilegeEscalation === false),
    'all capabilities dropped': every(({ securityContext }) => {
      const { drop, add } = securityContext?.capabilities ?? {};
      return drop?.includes('ALL') === true && (add ?? []).every((capability) => capability === 'NET_BIND_SERVICE');
    }),
    'runs as non-root':
      pod.securityContext?.runAsNonRoot === true && every((c) => c.securityContext?.runAsNonRoot !== false),
    'user is not root': pod.securityContext?.runAsUser !== 0 && every((c) => c.securityContext?.runAsUser !== 0),
    'seccomp profile': pod.securityContext?.seccompProfile?.type === 'RuntimeDefault',
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}
