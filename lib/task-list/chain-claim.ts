import { claimAttributes, type ClaimAttributes } from '../constructs/claim-attributes';
import { claimName } from '../kubernetes/names';
import type { Chain } from './chains';

/** Returns the claim of a chain, or `undefined` if its root task is ephemeral. */
export function chainClaim({ root: { task, repository } }: Chain): ClaimAttributes | undefined {
  if (task.ephemeral) return undefined;
  return claimAttributes(task.existingClaim ?? claimName(repository?.name ?? task.taskId), repository ?? task);
}
