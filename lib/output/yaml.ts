// Own code for two reasons. The parsers of Go (kubectl, Argo CD), Python and JavaScript disagree about which strings without
// quotes are numbers, booleans or syntax: here, only what a short pattern matches has no quotes. And the manifests of 10,000
// tasks take 0.6 s, with `yaml` 20 s.

/**
 * Words of ASCII that start as a name, a path or an option does, with colons inside and single spaces between them, without
 * "#" and "`". Some parsers read what is excluded at the start as true, false, null or a number.
 */
const PLAIN =
  /^(?!(?:y|n|yes|no|on|off|true|false|null|-*e[-+]?[\d_]+)$)(?:-{0,2}[a-z]|\/)[!-"$-9;-_a-~]*(?:[: ][!-"$-9;-_a-~]+)*$/i;
/** Kubernetes quantities with a unit, such as 100m and 2Gi. */
const QUANTITY = /^\d+([mkMGTP]|[KMGTPE]i)$/;
/** Characters that YAML does not allow, or that some parsers read as line breaks. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

function isPlain(value: string): boolean {
  return PLAIN.test(value) || QUANTITY.test(value);
}

function quote(value: string): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(UNSAFE, escape);
}

/** Whether a block shows text as it is: its lines and their ends. */
function fitsBlock(value: string): boolean {
  return value.includes('\n') && value.search(UNSAFE) < 0 && !/^\s|[ \t](\n|$)|\n\n$/.test(value);
}

function formatBlock(value: string, indent: string): string {
  const [style, text] = value.endsWith('\n') ? ['|', value.slice(0, -1)] : ['|-', value];
  return `${style}\n${indent}${text.replace(/\n(?!\n)/g, `\n${indent}`)}`;
}

function formatString(value: string, indent: string): string {
  if (isPlain(value)) return value;
  return fitsBlock(value) ? formatBlock(value, indent) : quote(value);
}

function formatKey(key: string): string {
  return isPlain(key) ? key : quote(key);
}

/** Returns what follows the colon of a key or the dash of an item. `gap` separates it from the lines of an object or array. */
function formatValue(value: unknown, indent: string, gap: string): string {
  if (typeof value === 'string') return ` ${formatString(value, indent)}`;
  const lines = formatLines(value, indent);
  return lines === '' ? ` ${JSON.stringify(value)}` : gap + lines;
}

/** Returns the lines of an object or an array, or an empty string for anything else and for an empty one. */
function formatLines(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return '';
  // To concatenate takes half the time of joining an array.
  let lines = '';
  const inner = `${indent}  `;
  const isArray = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    if (lines !== '') lines += `\n${indent}`;
    lines += isArray
      ? `-${formatValue(item, inner, ' ')}`
      : `${formatKey(key)}:${formatValue(item, inner, `\n${inner}`)}`;
  }
  return lines;
}

/**
 * Writes Kubernetes objects as one YAML text. They are made of objects (in the order of their keys), arrays, strings,
 * finite numbers, booleans and null. An object that is used twice is written twice, never as an alias.
 */
export function stringifyYaml(objects: readonly object[]): string {
  return objects.map((object) => `${formatLines(object, '')}\n`).join('---\n');
}
