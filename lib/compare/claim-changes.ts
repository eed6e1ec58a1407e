import { compareQuantities } from '../validation/quantity';
import { formatCode as code } from '../output/markdown';
import type { Change } from './changes';
import type { Claim } from './snapshot';

type Claims = ReadonlyMap<string, Claim>;

/** What becomes of the claims that were there before. */
export function* claimChanges(before: Claims, after: Claims): Generator<Change> {
  for (const [subject, old] of before) {
    const claim = after.get(subject);
    if (claim) {
      for (const [kind, details] of edits(old, claim)) yield { kind, subject, details };
    } else {
      const details = isKept(old) ? 'only from the list: Argo CD leaves it in the cluster' : 'with all trees on it';
      yield { kind: 'gone', subject, details };
    }
  }
}

function* edits(old: Claim, claim: Claim): Generator<readonly ['refused' | 'atOnce', string]> {
  const [from, to] = [storage(old), storage(claim)];
  const size = `storage ${from} -> ${to}`;
  if (compareQuantities(to, from) < 0) yield ['refused', `${size}: a claim never shrinks`];
  if (compareQuantities(to, from) > 0) yield ['atOnce', `${size}, if its storage class lets claims grow`];
  const fixed = [
    ['access mode', accessMode(old), accessMode(claim)],
    ['storage class', storageClass(old), storageClass(claim)],
  ] as const;
  for (const [what, was, is] of fixed) {
    if (was !== is) yield ['refused', `${what} ${was} -> ${is}: fixed once a claim is made`];
  }
  if (isKept(old) !== isKept(claim)) {
    yield [
      'atOnce',
      isKept(claim) ? 'from now on kept when it leaves the list' : 'from now on deleted when it leaves the list',
    ];
  }
}

function storage({ spec }: Claim): string {
  return spec.resources.requests.storage;
}

function accessMode({ spec }: Claim): string {
  return spec.accessModes.join(', ');
}

function storageClass({ spec }: Claim): string {
  return spec.storageClassName === undefined ? "the cluster's default" : code(spec.storageClassName);
}

function isKept({ metadata }: Claim): boolean {
  return metadata.annotations?.['argocd.argoproj.io/sync-options']?.includes('Prune=false') ?? false;
}
