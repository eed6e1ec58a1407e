import { findUnlistedClaims, type UnlistedClaim } from '../cluster';
import type { ListClaim } from '../task-list/list-claims';
import { UserError } from '../user-error';
import { printToStderr } from './print';

/**
 * Returns the claims in the namespace that the list does not have. If the cluster does not list claims, it reports that and
 * returns `undefined`.
 */
export async function readUnlistedClaims(
  listed: readonly ListClaim[],
  namespace: string,
): Promise<UnlistedClaim[] | undefined> {
  try {
    return await findUnlistedClaims(namespace, new Set(listed.map(({ claim }) => claim.claimName)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    printToStderr(`claims that the list does not have cannot be listed: ${error.message}`);
    return undefined;
  }
}

/** Describes claims that the list does not have, and how to delete them, as lines. */
export function describeUnlistedClaims(claims: readonly UnlistedClaim[], namespace: string): string[] {
  if (claims.length === 0) return [];
  return [
    'claims that the list does not have:',
    ...claims.map(({ claim, capacity = 'no volume' }) => `  ${claim} (${capacity})`),
    `To delete one with all its trees: kubectl delete pvc NAME --namespace ${namespace}`,
  ];
}
