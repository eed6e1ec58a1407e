import { compareWithCommit, toText, type Comparison } from '../../../lib/compare';
import { synthesize } from '../../../main';
import { Checkout } from '../../support/checkout';
import { listOf } from '../../support/list';

/** Compares a list with the one before it. */
export function comparisonOf(before: unknown, after: unknown): Comparison {
  const checkout = new Checkout();
  try {
    checkout.synth(before).commit();
    return compareWithCommit(listOf(after), { ...checkout, ref: 'HEAD', synthesize });
  } finally {
    checkout.remove();
  }
}

/** Compares a list with the one before it and returns the lines of the result without the first. */
export function compareLists(before: unknown, after: unknown): string[] {
  return toText(comparisonOf(before, after)).trimEnd().split('\n').slice(1);
}
