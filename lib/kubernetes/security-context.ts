import type { k8s } from './k8s';
import type { IGitRepoClaim } from '../constructs/git-repo-claim';

/** The security context of a pod on a claim, as Pod Security `restricted` wants it. */
export function podSecurityContext({ runAsUser, fsGroup }: IGitRepoClaim): k8s.PodSecurityContext {
  return {
    ...(runAsUser === null ? {} : { runAsUser, runAsGroup: runAsUser }),
    ...(fsGroup === null ? {} : { fsGroup }),
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The security context of a container, as Pod Security `restricted` wants it. */
export function containerSecurityContext(readOnlyRootFilesystem: boolean): k8s.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem,
  };
}
