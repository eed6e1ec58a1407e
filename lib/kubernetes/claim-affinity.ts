import type { AccessMode } from '../validation/access-mode';
import { claimLabel, LABELS } from './names';

/** A claim, as the scheduling of its pods depends on it. */
export interface SchedulingClaim {
  readonly claimName: string;
  readonly pvcAccessMode: AccessMode;
}

/** The value of `affinity` in the spec of a pod, as in Kubernetes. */
export interface ClaimAffinity {
  /**
   * Schedules the pod on the node of the other pods on the claim.
   *
   * @default - none: the access mode of the claim is not `ReadWriteOnce`
   */
  readonly podAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution: {
      readonly topologyKey: string;
      readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    }[];
  };
}

/** Returns the labels by which pods find each other on a claim that only one node can mount; none for other claims. */
export function claimLabels({ pvcAccessMode, claimName }: SchedulingClaim): Record<string, string> {
  return pvcAccessMode === 'ReadWriteOnce' ? { [LABELS.claim]: claimLabel(claimName) } : {};
}

/**
 * Returns the affinity that schedules a pod on the node of the other pods on its claim, if only one node can mount it.
 * Kubernetes admits the first pod because the pod matches its own affinity.
 */
export function claimAffinity(claim: SchedulingClaim): ClaimAffinity | undefined {
  if (claim.pvcAccessMode !== 'ReadWriteOnce') return undefined;
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: claimLabels(claim) } };
  return { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
}
