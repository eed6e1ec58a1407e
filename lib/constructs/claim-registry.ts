import type { Construct } from 'constructs';
import { formatValue } from '../validation/format-value';
import { nameCollision } from '../validation/name-collision';
import type { Path, PathProblem } from '../validation/path-problem';
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

/** Claims with working trees. */
const CLAIMS = new Registry<RegisteredClaim>('claims');
/** Paths of the constructs that mount claims as volumes. */
const MOUNTS = new Registry<string>('mounts');

/** Finds a claim with the name of a new one, and tasks that describe the new one differently or mount it as a volume. */
export function checkNewClaim(construct: Construct, { prop, id }: ClaimOwner, claim: ClaimAttributes): PathProblem[] {
  const other = CLAIMS.find(construct, claim.claimName);
  if (other?.owner === undefined) return checkClaim(construct, claim, [prop]);
  const collision = nameCollision(id, { id: other.owner, place: other.place }, 'the claim', claim.claimName);
  return [{ path: [prop], message: `${collision}, or create the claim once and pass it to both tasks` }];
}

/** Registers a claim that a construct creates. */
export function registerNewClaim(construct: Construct, { id }: ClaimOwner, attributes: ClaimAttributes): void {
  CLAIMS.register(construct, attributes.claimName, { attributes, place: construct.node.path, owner: id });
}

/** Finds tasks that describe the claim of a task differently or mount it as a volume. */
export function checkUsedClaim(construct: Construct, claim: ClaimAttributes): PathProblem[] {
  return checkClaim(construct, claim, []);
}

/** Registers a claim that a task uses. */
export function registerUsedClaim(construct: Construct, attributes: ClaimAttributes): void {
  if (CLAIMS.find(construct, attributes.claimName)) return;
  CLAIMS.register(construct, attributes.claimName, { attributes, place: construct.node.path });
}

/** Returns the path of the construct that creates or uses a claim with working trees. */
export function findClaimOfTrees(construct: Construct, claimName: string): string | undefined {
  return CLAIMS.find(construct, claimName)?.place;
}

/** Registers a claim that a task mounts as a volume. */
export function registerMount(construct: Construct, claimName: string): void {
  if (!MOUNTS.find(construct, claimName)) MOUNTS.register(construct, claimName, construct.node.path);
}

/** @param path Path of the prop that names the claim. */
function checkClaim(construct: Construct, claim: ClaimAttributes, path: Path): PathProblem[] {
  const mount = MOUNTS.find(construct, claim.claimName);
  const mounted = `${formatValue(claim.claimName)} is mounted as a volume by ${mount}, which must not see the working trees of other tasks; use another claim`;
  return [...(mount === undefined ? [] : [{ path, message: mounted }]), ...checkAttributes(construct, claim)];
}

/** Finds another description of a claim: pods find each other only if all of them describe it in the same way. */
function checkAttributes(construct: Construct, claim: ClaimAttributes): PathProblem[] {
  const other = CLAIMS.find(construct, claim.claimName);
  if (!other) return [];
  return findClaimDifferences(claim, other.attributes, other.place).map(({ field, message }) => ({
    path: [field],
    message,
  }));
}
