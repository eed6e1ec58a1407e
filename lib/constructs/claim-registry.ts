import type { Construct } from 'constructs';
import { nameCollision } from '../validation/name-collision';
import type { PathProblem } from '../validation/path-problem';
import { findClaimDifferences, type ClaimAttributes } from './claim-attributes';
import { Registry } from './registry';

/** A claim that an app creates or uses. */
interface RegisteredClaim {
  readonly attributes: ClaimAttributes;
  /** Path of the construct that creates the claim, or that was the first to use it. */
  readonly place: string;
  /** The task or the repository that the claim is created for; `undefined` if no construct of the app creates it. */
  readonly owner?: string;
}

/** What a new claim is created for. */
export interface ClaimOwner {
  readonly prop: 'taskId' | 'repository';
  readonly id: string;
}

const CLAIMS = new Registry<RegisteredClaim>('claims');

/** Finds a claim with the name of a new one, and tasks that describe the new one differently. */
export function checkNewClaim(construct: Construct, { prop, id }: ClaimOwner, claim: ClaimAttributes): PathProblem[] {
  const other = CLAIMS.find(construct, claim.claimName);
  if (other?.owner === undefined) return checkUsedClaim(construct, claim);
  const collision = nameCollision(id, { id: other.owner, place: other.place }, 'the claim', claim.claimName);
  return [{ path: [prop], message: `${collision}, or create the claim once and pass it to both tasks` }];
}

/** Registers a claim that a construct creates. */
export function registerNewClaim(construct: Construct, { id }: ClaimOwner, attributes: ClaimAttributes): void {
  CLAIMS.register(construct, attributes.claimName, { attributes, place: construct.node.path, owner: id });
}

/** Finds another description of a claim: pods find each other only if all of them describe it in the same way. */
export function checkUsedClaim(construct: Construct, claim: ClaimAttributes): PathProblem[] {
  const other = CLAIMS.find(construct, claim.claimName);
  if (!other) return [];
  return findClaimDifferences(claim, other.attributes, other.place).map(({ field, message }) => ({
    path: [field],
    message,
  }));
}

/** Registers a claim that a task uses. */
export function registerUsedClaim(construct: Construct, attributes: ClaimAttributes): void {
  if (CLAIMS.find(construct, attributes.claimName)) return;
  CLAIMS.register(construct, attributes.claimName, { attributes, place: construct.node.path });
}
