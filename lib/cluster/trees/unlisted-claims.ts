import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { claimsUrl, listObjects } from '../list-objects';
import type { UnlistedClaim } from './trees-output';

/** The fields of a PersistentVolumeClaim that are read. */
interface PersistentVolumeClaim extends KubernetesObject {
  readonly status?: { readonly capacity?: { readonly storage?: string } };
}

/**
 * Returns the claims of this project in a namespace whose names are not in `listed`, sorted by name: Argo CD keeps the claim
 * of a chain that left the list.
 *
 * @throws {UserError} if the cluster does not list them
 */
export async function findUnlistedClaims(namespace: string, listed: ReadonlySet<string>): Promise<UnlistedClaim[]> {
  const { items } = await listObjects<PersistentVolumeClaim>(claimsUrl(namespace));
  return items
    .map(({ metadata, status }) => ({ claim: metadata.name, capacity: status?.capacity?.storage }))
    .filter(({ claim }) => !listed.has(claim))
    .sort((a, b) => a.claim.localeCompare(b.claim));
}
