import type { Capability } from '../validation/pod-security';
import type { k8s } from './k8s';

/** Who runs pods and owns volumes; `null` leaves it to the cluster. */
export interface PodUser {
  readonly runAsUser: number | null;
  readonly fsGroup: number | null;
}

/** Returns the security context of a pod, as Pod Security `restricted` requires it for a user that is not root. */
export function podSecurityContext({ runAsUser, fsGroup }: PodUser): k8s.PodSecurityContext {
  return {
    ...(runAsUser === null ? {} : { runAsUser, runAsGroup: runAsUser }),
    ...(fsGroup === null ? {} : { fsGroup }),
    fsGroupChangePolicy: 'OnRootMismatch',
    ...(runAsUser === 0 ? {} : { runAsNonRoot: true }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/**
 * Returns the security context of a container, as Pod Security `restricted` requires it for a container without
 * `capabilities`.
 */
export function containerSecurityContext(
  readOnlyRootFilesystem: boolean,
  capabilities: readonly Capability[] = [],
): k8s.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], ...(capabilities.length > 0 && { add: [...capabilities] }) },
    readOnlyRootFilesystem,
  };
}
