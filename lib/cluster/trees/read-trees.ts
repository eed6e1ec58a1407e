import { join } from 'node:path';
import { readScript } from '../../read-script';
import type { ListClaim } from '../../task-list/list-claims';
import type { PodOptions } from '../with-pod';
import { runClaimScript } from './claim-script';
import { parseTrees } from './claim-trees';
import type { ClaimTrees } from './trees-output';

/**
 * Lists what uses the space of a claim, in a pod that mounts it read-only.
 *
 * @throws {UserError} if the claim does not exist, or the pod does not start
 */
export async function readTrees(claim: ListClaim, options: PodOptions): Promise<ClaimTrees> {
  const text = readScript(join(__dirname, 'list-trees.sh'));
  const { stdout } = await runClaimScript(claim, options, { text, write: false });
  return parseTrees(claim.claim.claimName, stdout, claim.chains);
}
