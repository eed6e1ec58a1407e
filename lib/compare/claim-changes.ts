import { ARGO_CD_ANNOTATIONS } from '../kubernetes/names';
import { formatCode } from '../output/markdown';
import { compareQuantities } from '../validation/quantity';
import type { Change } from './change';
import { findDifferences, formatFieldPath, isMutableMetadata, type Difference, type FieldPath } from './differences';
import { isKept, type Claim } from './snapshot';

type Claims = ReadonlyMap<string, Claim>;
type Edit = readonly [kind: 'rejected' | 'immediate', details: string];

const FIXED = 'immutable after creation';

/** Returns the changes of the claims that stay. A new claim comes with a task that is reported. */
export function* claimChanges(before: Claims, after: Claims): Generator<Change> {
  for (const [subject, old] of before) {
    const claim = after.get(subject);
    if (!claim) continue;
    const edits = [...findDifferences(old, claim)].flatMap((difference) => editsOf(difference, old, claim));
    for (const kind of ['rejected', 'immediate'] as const) {
      const details = edits.filter(([effect]) => effect === kind).map(([, text]) => text);
      if (details.length > 0) yield { kind, object: 'claim', subject, details: details.join('; ') };
    }
  }
}

/** Describes a difference between two versions of a claim. */
function editsOf({ path, from, to }: Difference, old: Claim, claim: Claim): Edit[] {
  const keeps = isKept(claim);
  const keepChanges = isKept(old) !== keeps;
  switch (path.join('.')) {
    case 'spec.resources.requests.storage': {
      const comparison = compareQuantities(String(to), String(from));
      if (comparison === 0) break;
      const change = `pvcStorageSize ${formatText(from)} -> ${formatText(to)}`;
      return comparison < 0
        ? [['rejected', `${change}: a claim cannot shrink`]]
        : [['immediate', `${change}, if the storage class allows volume expansion`]];
    }
    case 'spec.accessModes':
      return [['rejected', `pvcAccessMode ${formatText(from)} -> ${formatText(to)}: ${FIXED}`]];
    case 'spec.storageClassName':
      return [['rejected', `pvcStorageClass ${formatClass(from)} -> ${formatClass(to)}: ${FIXED}`]];
    case `metadata.annotations.${ARGO_CD_ANNOTATIONS.syncOptions}`:
      if (!keepChanges) break;
      return [
        [
          'immediate',
          `keepClaim ${!keeps} -> ${keeps}: Argo CD will ${keeps ? 'keep' : 'delete'} it when it leaves the list`,
        ],
      ];
    case `metadata.annotations.${ARGO_CD_ANNOTATIONS.compareOptions}`:
      // It comes and goes with the sync options.
      if (!keepChanges) break;
      return [];
  }
  return isMutable(path)
    ? [['immediate', formatFieldPath(path)]]
    : [['rejected', `${formatFieldPath(path)}: ${FIXED}`]];
}

/** Whether Kubernetes changes a field in a claim that exists. */
function isMutable(path: FieldPath): boolean {
  const [top, field, subfield] = path;
  if (top !== 'spec') return isMutableMetadata(path);
  return field === 'volumeAttributesClassName' || (field === 'resources' && subfield === 'requests');
}

function formatClass(name: unknown): string {
  return name === undefined ? "the cluster's default" : formatText(name);
}

function formatText(value: unknown): string {
  return formatCode(String(value));
}
