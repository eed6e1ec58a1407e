import { distance } from 'fastest-levenshtein';
import { formatValue } from './format-value';

const MAX_COMPARED_LENGTH = 100;

/** Returns the name that was probably meant by a misspelled one, or `undefined`. */
export function closestName(name: string, names: Iterable<string>): string | undefined {
  if (name.length > MAX_COMPARED_LENGTH) return undefined;
  const word = simplify(name);
  let closest: string | undefined;
  let min = maxDistance(word) + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > MAX_COMPARED_LENGTH) continue;
    const edits = distance(word, simplify(candidate));
    if (edits < min) [closest, min] = [candidate, edits];
  }
  return closest;
}

/**
 * Returns what to append to a message about an unknown name.
 *
 * @param name The name that was probably meant.
 * @param remedy What to do if that is not known.
 */
export function didYouMean(name: string | undefined, remedy = 'correct the name or remove it'): string {
  return name === undefined ? `; ${remedy}` : `; did you mean ${formatValue(name)}?`;
}

/** Case and punctuation do not count as differences. */
function simplify(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Most short words differ from each other by a few letters only. */
function maxDistance({ length }: string): number {
  if (length < 3) return 0;
  return length < 5 ? 1 : 2;
}
