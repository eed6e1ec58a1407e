import { Document, Scalar, stringify } from 'yaml';

/** What cdk8s asks of `yaml`; and a text that a parser of YAML 1.2 would take for something else (`0o7`) gets quotes. */
const OPTIONS = { keepUndefined: true, lineWidth: 0, version: '1.1', compat: 'core' } as const;
const MOST_ANSWERS = 10_000;

/**
 * Remembers what `ask` answered. Texts of one task alone, such as its ID, come and go:
 * when there are too many, all are forgotten, and the few that matter are asked for again.
 */
function remembered(ask: (question: string) => string): (question: string) => string {
  const answers = new Map<string, string>();
  return (question) => {
    let answer = answers.get(question);
    if (answer === undefined) {
      answer = ask(question);
      if (answers.size === MOST_ANSWERS) answers.clear();
      answers.set(question, answer);
    }
    return answer;
  };
}

/** A key and its colon. `yaml` quotes a key like `--- a` only where it starts a line. */
const rootKey = remembered((key) => stringify({ [key]: 0 }, OPTIONS).slice(0, -' 0\n'.length));
const innerKey = remembered((key) => stringify({ k: { [key]: 0 } }, OPTIONS).slice('k:\n  '.length, -' 0\n'.length));

/** Filled anew for each value: making it takes longer than writing it. */
const scalar = new Scalar('');
const document = new Document({ k: scalar }, OPTIONS);
/**
 * Lines that start with a tab, which Go's parser refuses in a block scalar; blank ones, of which `yaml` loses spaces;
 * `=`, which Python's parser takes for no text.
 */
const NEEDS_QUOTES = /^(?=.*\n)[ \n]*(\t|$)|^=$/s;
/** What `yaml` always writes as it is, names and URLs mostly: asking takes longer than all the rest. */
const PLAIN = /^(https:\/\/)?[a-zA-Z][\w./]*[-/][\w./-]*$/;
/** A string as a value, further lines (of a block scalar, say) indented by two spaces. */
const text = remembered((value) => {
  scalar.value = value;
  scalar.type = NEEDS_QUOTES.test(value) ? Scalar.QUOTE_DOUBLE : undefined;
  return document.toString(OPTIONS).slice('k: '.length, -'\n'.length);
});

/** Indents all lines but the first and the empty ones, which `lines` has indented by two spaces, by `indent`. */
function indentRest(lines: string, indent: string): string {
  return lines.includes('\n') ? lines.replace(/\n(?!\n|$)/g, `\n${indent.slice(2)}`) : lines;
}

function writePair(key: string, value: unknown, indent: string, inner: string): string {
  const start = indent === '' ? rootKey(key) : indentRest(innerKey(key), indent);
  // A key of more than 1024 characters is written as `? key`, its value after a colon on the next line.
  return start + writeValue(value, inner, start.startsWith('? ') ? ' ' : `\n${inner}`);
}

/** What follows the colon of a key or the dash of an item; `gap` is what a block has before it. */
function writeValue(value: unknown, indent: string, gap: string): string {
  if (typeof value === 'string') return ` ${PLAIN.test(value) ? value : indentRest(text(value), indent)}`;
  const block = writeBlock(value, indent);
  return block === '' ? ` ${JSON.stringify(value)}` : gap + block;
}

/** The lines of an object or an array; none for what has nothing in it. */
function writeBlock(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return '';
  // Adding strings is a third faster here than joining arrays of them.
  let block = '';
  const inner = `${indent}  `;
  for (const [key, item] of Object.entries(value)) {
    if (block !== '') block += `\n${indent}`;
    block += Array.isArray(value) ? `-${writeValue(item, inner, ' ')}` : writePair(key, item, indent, inner);
  }
  return block;
}

/**
 * The documents as one YAML text, byte for byte what `yaml` writes with cdk8s' settings, at a fifth of the cost: it
 * decides how each string is written, but is asked only once, and the indentation is done here.
 *
 * For what JSON can say: objects (in the order of their keys), arrays, strings, finite numbers, booleans and null.
 * An object that occurs twice is written twice, never as an alias.
 */
export function stringifyYaml(documents: readonly unknown[]): string {
  return documents
    .map((value) => {
      const block = writeBlock(value, '');
      return block === '' ? stringify(value, OPTIONS) : `${block}\n`;
    })
    .join('---\n');
}
