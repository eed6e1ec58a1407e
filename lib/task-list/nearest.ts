const LONGEST = 100;
/** Of shorter words too many are one letter apart. */
const SHORTEST = 4;

/** Finds the word of a list that somebody meant who wrote another one, in a time that does not depend on the list. */
export class Nearest {
  private index?: ReadonlyMap<string, string>;

  constructor(private readonly words: Iterable<string>) {}

  /** A word that differs in at most one letter, or in case and punctuation alone. */
  of(word: string): string | undefined {
    this.index ??= new Map([...this.words].reverse().flatMap((known) => keys(known).map((key) => [key, known])));
    for (const key of keys(word)) {
      const found = this.index.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Two words that are one letter apart have one of these in common. */
function keys(word: string): string[] {
  if (word.length > LONGEST) return [];
  const plain = word.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (plain.length < SHORTEST) return [plain];
  return [plain, ...Array.from(plain, (_, index) => plain.slice(0, index) + plain.slice(index + 1))];
}

/** A question to add to a sentence; empty where there is nothing to ask. */
export function didYouMean(word: string | undefined): string {
  return word === undefined ? '' : ` (did you mean ${word}?)`;
}
