import type { SchedulingClaim } from '../kubernetes/claim-affinity';
import type { PodUser } from '../kubernetes/security-context';
import { formatValue } from '../validation/format-value';
import { DEFAULTS } from './defaults';
import type { ClaimReferenceOptions } from './options/claim-options';

/** What tasks need to know about the claim that they use. */
export type ClaimAttributes = SchedulingClaim & PodUser;

/** Returns the attributes of the claim `claimName`, with their defaults. */
export function claimAttributes(
  claimName: string,
  { pvcAccessMode = DEFAULTS.pvcAccessMode, ...user }: ClaimReferenceOptions = {},
): ClaimAttributes {
  return { claimName, pvcAccessMode, ...podUser(user) };
}

/** Returns the user of pods, with its defaults. */
export function podUser({ runAsUser = DEFAULTS.runAsUser, fsGroup = runAsUser }: Partial<PodUser>): PodUser {
  return { runAsUser, fsGroup };
}

/** An attribute of a claim that another place describes differently. */
export interface ClaimDifference {
  readonly field: keyof ClaimReferenceOptions;
  readonly message: string;
}

/**
 * Returns the attributes that two descriptions of one claim give differently.
 *
 * @param place Path of the other description, in the list or in the app.
 */
export function findClaimDifferences(here: ClaimAttributes, there: ClaimAttributes, place: string): ClaimDifference[] {
  return (['pvcAccessMode', 'runAsUser', 'fsGroup'] as const).flatMap((field) => {
    if (here[field] === there[field]) return [];
    const message = `${formatValue(here.claimName)} has ${field} ${formatValue(here[field])} here and ${formatValue(there[field])} at ${place}; use the same value`;
    return [{ field, message }];
  });
}
