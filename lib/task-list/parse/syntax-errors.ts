import { printParseErrorCode, type ParseErrorCode } from 'jsonc-parser';
import { formatValue } from '../../validation/format-value';

type ErrorCode = ReturnType<typeof printParseErrorCode>;

const JSON_VALUES = 'use a string in double quotes, a number, true, false, null, an array or an object';

const EXPECTED: Record<ErrorCode, string> = {
  InvalidSymbol: `found text without double quotes; ${JSON_VALUES}`,
  InvalidNumberFormat: 'expected a JSON number, such as 10 or 0.5',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":" after the key',
  CommaExpected: 'expected "," before the next value',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected the end of the file',
  InvalidCommentToken: 'a comment is not allowed in JSON; remove it',
  UnexpectedEndOfComment: 'a comment is not allowed in JSON; remove it',
  UnexpectedEndOfString: 'expected a double quote at the end of the string (write a line break as \\n)',
  UnexpectedEndOfNumber: 'expected a JSON number, such as 10 or 0.5',
  InvalidUnicode: 'expected four hex digits after \\u',
  InvalidEscapeCharacter: 'expected one of "\\/bfnrtu after the backslash',
  InvalidCharacter: 'control characters are not allowed in a string (write a line break as \\n)',
  '<unknown ParseErrorCode>': 'expected JSON',
};

/** A line that starts with a list item, a key, a comment or a directive of YAML. */
const YAML_LINE = /^(---|[-#%]|[\w./-]+:)(\s|$)/;
/** Values of YAML, JavaScript and Python. Others are not shown: they may be secret. */
const FOREIGN_VALUE = /^([Tt]rue|TRUE|[Ff]alse|FALSE|[Nn]ull|NULL|None|nil|NaN|-?Infinity|undefined|yes|no|on|off)\b/;

/** Quotation marks of word processors. */
const CURLY_QUOTE = /[\u2018-\u201f\u00ab\u00bb]/;

/** Describes the first syntax error of a text: what was found at `offset`, and what to write instead. */
export function describeSyntaxError(text: string, offset: number, code: ParseErrorCode): string {
  const error = printParseErrorCode(code);
  const [before, after] = [text.slice(0, offset).trimEnd(), text.slice(offset, offset + MAX_LOOKAHEAD)];
  const next = after.charAt(0);
  if (/[\]}]/.test(next) && before.endsWith(',')) return `a comma before "${next}" is not allowed in JSON; remove it`;
  if (before === '' && YAML_LINE.test(after)) {
    return 'the file looks like YAML, but the list is JSON; convert it, for example with "yq -o json"';
  }
  if (error === 'EndOfFileExpected') return describeSecondValue(before, next);
  if (error !== 'InvalidSymbol' && error !== 'PropertyNameExpected') return EXPECTED[error];
  if (after.startsWith("'")) return 'found single quotes; use double quotes';
  if (CURLY_QUOTE.test(next)) return `found the quotation mark ${next}; use straight double quotes (")`;
  const key = /[{,]$/.test(before) ? /^([\w$.-]+)\s*:/.exec(after)?.[1] : undefined;
  if (key !== undefined) return `the key ${key} has no double quotes; write ${formatValue(key)}`;
  const value = FOREIGN_VALUE.exec(after)?.[0];
  return value === undefined ? EXPECTED[error] : `${value} is not a JSON value; ${JSON_VALUES}`;
}

/** Describes what comes after the first value of the file: a list has one value, an array or an object. */
function describeSecondValue(before: string, next: string): string {
  if (before.endsWith('}') && /[,{]/.test(next)) {
    return 'expected the end of the file; to list several tasks, write an array: [{ … }, { … }]';
  }
  return before.endsWith('"') && next === ':'
    ? 'expected the end of the file; to write keys, write an object: { "tasks": [ … ] }'
    : EXPECTED.EndOfFileExpected;
}

/** Enough for a key. */
const MAX_LOOKAHEAD = 300;
