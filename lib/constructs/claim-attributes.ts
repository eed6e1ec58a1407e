import type { SchedulingClaim } from '../kubernetes/claim-affinity';
import type { PodUser } from '../kubernetes/security-context';
import { DEFAULTS } from './defaults';
import type { ClaimReferenceOptions } from './options/claim-options';

/** What tasks need to know about the claim that they use. */
export type ClaimAttributes = SchedulingClaim & PodUser;

/** Returns the attributes of the claim `claimName`, with their defaults. */
export function claimAttributes(
  claimName: string,
  {
    pvcAccessMode = DEFAULTS.pvcAccessMode,
    runAsUser = DEFAULTS.runAsUser,
    fsGroup = runAsUser,
  }: ClaimReferenceOptions = {},
): ClaimAttributes {
  return { claimName, pvcAccessMode, runAsUser, fsGroup };
}
