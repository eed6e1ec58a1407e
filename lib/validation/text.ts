import type { Validator } from './validator';

/**
 * What a reviewer can't see or sees in another order than a machine reads it, and what YAML can't carry: control
 * characters but tab and newline, separators of lines and paragraphs, bidirectional overrides, byte order marks,
 * noncharacters and halves of surrogate pairs.
 */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\0-\x08\v-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]/u;

/** Text that reads as it is: tabs and newlines are fine, other control characters and deceptive ones are not. */
export const text: Validator = (value) => {
  const found = UNSAFE.exec(value)?.[0].codePointAt(0);
  return found === undefined ? undefined : `has the character ${codePoint(found)}: ${name(found)}`;
};

function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function name(code: number): string {
  if (code < 0xa0) return 'a control character';
  if (code === 0x2028 || code === 0x2029) return 'a separator that many programs take for a line break';
  if (code >= 0xd800 && code <= 0xdfff) return 'half of a surrogate pair';
  if (code >= 0xfeff) return 'not a character of a text';
  return 'it changes the direction in which text is shown';
}
