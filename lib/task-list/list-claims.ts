import { claimAttributes, type ClaimAttributes } from '../constructs/claim-attributes';
import type { CloneOptions } from '../constructs/options/clone-options';
import { claimName } from '../kubernetes/names';
import { chainClaim } from './chain-claim';
import type { Chain, TaskList } from './chains';

/** A claim of a list. */
export interface ListClaim extends Pick<CloneOptions, 'gitImage' | 'gitResources'> {
  readonly claim: ClaimAttributes;
  /** The chains that use it; none for a repository without tasks. */
  readonly chains: readonly Chain[];
}

/** Returns the claims of a list, by name: first those of its repositories. */
export function listClaims({ repositories, chains }: TaskList): Map<string, ListClaim> {
  const claims = new Map<string, ListClaim>();
  for (const repository of repositories) {
    const { name, gitImage, gitResources } = repository;
    const claim = claimAttributes(claimName(name), repository);
    claims.set(claim.claimName, { claim, gitImage, gitResources, chains: [] });
  }
  for (const chain of chains) {
    const claim = chainClaim(chain);
    if (!claim) continue;
    const { gitImage, gitResources } = chain.root.task;
    const known = claims.get(claim.claimName) ?? { claim, gitImage, gitResources, chains: [] };
    claims.set(claim.claimName, { ...known, chains: [...known.chains, chain] });
  }
  return claims;
}
