import { Document, Scalar, stringify } from 'yaml';

// Own code for speed: the manifests of 10,000 tasks take 1.4 s, with yaml's stringify 20 s. js-yaml takes 3.4 s, but leaves
// 1_0 without quotes, which YAML 1.1 reads as a number. yaml still decides how a string is written, once per string.

/** The options that cdk8s passes to `yaml`, and quotes for what only YAML 1.2 does not read as a string, such as `0o7`. */
const OPTIONS = { keepUndefined: true, lineWidth: 0, version: '1.1', compat: 'core' } as const;
const MAX_MEMOIZED_COUNT = 10_000;

/**
 * Returns a function that computes each result once. Strings of a single task, such as its ID, would fill the memory:
 * at `MAX_MEMOIZED_COUNT` results all are dropped, and the frequent ones are soon there again.
 */
function memoize(compute: (text: string) => string): (text: string) => string {
  const results = new Map<string, string>();
  return (text) => {
    let result = results.get(text);
    if (result === undefined) {
      result = compute(text);
      if (results.size === MAX_MEMOIZED_COUNT) results.clear();
      results.set(text, result);
    }
    return result;
  };
}

/** A key with its colon. `yaml` quotes a key such as `--- a` only at the start of a line. */
const formatRootKey = memoize((key) => stringify({ [key]: 0 }, OPTIONS).slice(0, -' 0\n'.length));
const formatInnerKey = memoize((key) => stringify({ k: { [key]: 0 } }, OPTIONS).slice('k:\n  '.length, -' 0\n'.length));

/** One document for all strings, because to create one takes longer than to write it. */
const scalar = new Scalar('');
const document = new Document({ k: scalar }, OPTIONS);
/**
 * Strings that need double quotes:
 * - lines that start with a tab: Go's parser rejects them in a block scalar;
 * - blank lines at the start: `yaml` loses their spaces;
 * - `=`: Python's parser does not read it as a string.
 */
const NEEDS_QUOTES = /^(?=.*\n)[ \n]*(\t|$)|^=$/s;
/** Strings that `yaml` never quotes, mostly names and URLs. To memoize them takes twice the time. */
const PLAIN = /^(https:\/\/)?[a-zA-Z][\w./]*[-/][\w./-]*$/;
/** Commands and sentences without `:` and `#`: with a space in them, `yaml` never quotes them either. */
const PLAIN_WITH_SPACE = /^[a-zA-Z][ -"$-9;-~]*[!"$-,.-9;-~]$/;
/** A string as a value. Further lines, of a block scalar for example, are indented by two spaces. */
const formatString = memoize((value) => {
  scalar.value = value;
  scalar.type = NEEDS_QUOTES.test(value) ? Scalar.QUOTE_DOUBLE : undefined;
  return document.toString(OPTIONS).slice('k: '.length, -'\n'.length);
});

/** Changes the indentation of all lines but the first from two spaces to `indent`. Empty lines have none. */
function indentRest(lines: string, indent: string): string {
  return lines.includes('\n') ? lines.replace(/\n(?!\n|$)/g, `\n${indent.slice(2)}`) : lines;
}

function formatPair(key: string, value: unknown, indent: string, inner: string): string {
  const start = indent === '' ? formatRootKey(key) : indentRest(formatInnerKey(key), indent);
  // A key of more than 1024 characters is written as `? key`, its value after a colon on the next line.
  return start + formatValue(value, inner, start.startsWith('? ') ? ' ' : `\n${inner}`);
}

function isPlain(value: string): boolean {
  return PLAIN.test(value) || (value.includes(' ') && PLAIN_WITH_SPACE.test(value));
}

/** Returns what follows the colon of a key or the dash of an item. `gap` separates it from a block. */
function formatValue(value: unknown, indent: string, gap: string): string {
  if (typeof value === 'string') return ` ${isPlain(value) ? value : indentRest(formatString(value), indent)}`;
  const block = formatBlock(value, indent);
  return block === '' ? ` ${JSON.stringify(value)}` : gap + block;
}

/** Returns the lines of an object or an array, or an empty string for anything else and for an empty one. */
function formatBlock(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return '';
  // To concatenate strings takes a third less time here than to join arrays.
  let block = '';
  const inner = `${indent}  `;
  const separator = `\n${indent}`;
  if (Array.isArray(value)) {
    for (const item of value) block += `${block === '' ? '' : separator}-${formatValue(item, inner, ' ')}`;
  } else {
    for (const key of Object.keys(value)) {
      block += `${block === '' ? '' : separator}${formatPair(key, (value as Record<string, unknown>)[key], indent, inner)}`;
    }
  }
  return block;
}

/**
 * Writes documents as one YAML text, byte for byte as `yaml` does with the settings of cdk8s.
 *
 * A document is made of objects (in the order of their keys), arrays, strings, finite numbers, booleans and null.
 * An object that is used twice is written twice, never as an alias.
 */
export function stringifyYaml(documents: readonly unknown[]): string {
  return documents
    .map((value) => {
      const block = formatBlock(value, '');
      return block === '' ? stringify(value, OPTIONS) : `${block}\n`;
    })
    .join('---\n');
}
