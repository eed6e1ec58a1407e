import { claimAffinity, claimLabels, type ClaimAffinity } from '../kubernetes/claim-affinity';
import { k8s } from '../kubernetes/k8s';
import { APP, LABELS } from '../kubernetes/names';
import type { PodUser } from '../kubernetes/security-context';
import { podUser } from './claim-attributes';
import type { IGitRepoClaim } from './git-repo-claim-base';
import type { EphemeralVolume } from './options/ephemeral-options';

/** The volume that contains the trees of a chain. */
export interface TreeVolume {
  readonly source: Omit<k8s.Volume, 'name'>;
  /** Labels of all pods on the volume. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Affinity of all pods on the volume. */
  readonly affinity?: ClaimAffinity;
  readonly user: PodUser;
  /** Whether trees are cloned from a mirror on the volume. */
  readonly hasMirror: boolean;
}

/** Returns a claim as the volume of trees. */
export function claimVolume(claim: IGitRepoClaim): TreeVolume {
  return {
    source: { persistentVolumeClaim: { claimName: claim.claimName } },
    podLabels: claimLabels(claim),
    affinity: claimAffinity(claim),
    user: claim,
    hasMirror: claim.hasMirror,
  };
}

/** Returns the volume of one tree, which is created and deleted with each pod. */
export function ephemeralVolume(taskId: string, volume: EphemeralVolume, user: Partial<PodUser>): TreeVolume {
  return { source: ephemeralSource(taskId, volume), podLabels: {}, user: podUser(user), hasMirror: false };
}

function ephemeralSource(taskId: string, { size, storageClass }: EphemeralVolume): TreeVolume['source'] {
  const storage = k8s.Quantity.fromString(size);
  if (storageClass === undefined) return { emptyDir: { sizeLimit: storage } };
  return {
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { [LABELS.app]: APP, [LABELS.taskId]: taskId } },
        spec: { accessModes: ['ReadWriteOnce'], storageClassName: storageClass, resources: { requests: { storage } } },
      },
    },
  };
}
