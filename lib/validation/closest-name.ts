import { distance } from 'fastest-levenshtein';
import { formatValue } from './format-value';

const MAX_COMPARED_LENGTH = 100;

/** Returns the name that was probably meant by a misspelled one, or `undefined`. */
export function closestName(name: string, names: Iterable<string>): string | undefined {
  if (name.length > MAX_COMPARED_LENGTH) return undefined;
  const word = simplifyName(name);
  let closest: string | undefined;
  let min = maxDistance(word) + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > MAX_COMPARED_LENGTH) continue;
    const edits = countEdits(word, simplifyName(candidate));
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

/** Returns a name without what is not a difference: case and punctuation. */
export function simplifyName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Most short words differ from each other by a few letters only. */
function maxDistance({ length }: string): number {
  if (length < 3) return 0;
  return length < 6 ? 1 : 2;
}

/** Two letters in the wrong order are one edit. */
function countEdits(a: string, b: string): number {
  return isSwap(a, b) ? 1 : distance(a, b);
}

function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return at >= 0 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
