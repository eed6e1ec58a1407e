import type { Validator } from './validator';

/**
 * Characters that a reviewer cannot see, that change the order in which text is displayed, or that YAML cannot express:
 * control characters except tab and newline, line and paragraph separators, bidirectional overrides, byte order marks,
 * noncharacters and unpaired surrogates.
 */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\0-\x08\v-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]/u;

/** Validates text: tabs and newlines are allowed, other control characters and deceptive characters are not. */
export const text: Validator = (value) => {
  const found = UNSAFE.exec(value)?.[0].codePointAt(0);
  return found === undefined ? undefined : `contains the character ${codePoint(found)} (${name(found)}); remove it`;
};

function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function name(code: number): string {
  if (code < 0xa0) return 'a control character';
  if (code === 0x2028 || code === 0x2029) return 'a separator that many programs treat as a line break';
  if (code >= 0xd800 && code <= 0xdfff) return 'an unpaired surrogate';
  if (code >= 0xfeff) return 'not a text character';
  return 'it changes the direction in which text is displayed';
}
