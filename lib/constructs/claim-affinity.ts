import type { k8s } from '../kubernetes/k8s';
import type { IGitRepoClaim } from './git-repo-claim';
import { claimLabel } from '../kubernetes/names';

/** What pods on a claim that only one node can mount find each other by; nothing for other claims. */
export function claimLabels({ accessMode, claimName }: IGitRepoClaim): Record<string, string> {
  return accessMode === 'ReadWriteOnce' ? { 'git-repo-claim': claimLabel(claimName) } : {};
}

/** Puts a pod on the node of the other pods on its claim, where it must be. The first one is admitted by its own labels. */
export function claimAffinity(claim: IGitRepoClaim): k8s.Affinity | undefined {
  if (claim.accessMode !== 'ReadWriteOnce') return undefined;
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: claimLabels(claim) } };
  return { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
}
