import { printParseErrorCode, visit } from 'jsonc-parser';
import type { Path, Position } from '../problem';
import { positionOf } from './positions';

/** A mistake in the syntax, or a key that a program would lose. */
export interface JsonMistake extends Position {
  /** The key's, from the top of the text. */
  readonly path?: Path;
  readonly text: string;
}

/** Deeper than any list, and shallow enough for everything that walks through one. */
const DEEPEST = 64;
/** More tasks, or repositories, than a cluster holds. */
const MOST_TASKS = 200_000;
/** More than anything else in a list has. */
const MOST_ENTRIES = 10_000;

/** Ends the reading of a text that is no list whatever else it is. */
class Absurd extends Error {
  constructor(
    message: string,
    readonly position: Position,
  ) {
    super(message);
  }
}

/**
 * Reads JSON, strictly. Some mistakes leave a value: keys that are there twice, of which `JSON.parse` drops one, and
 * `__proto__`.
 */
export function parseJson(text: string): { value?: unknown; mistakes: JsonMistake[] } {
  try {
    const { lostKeys, syntaxMistake } = inspect(text);
    try {
      return { value: JSON.parse(text), mistakes: lostKeys };
    } catch {
      return { mistakes: [syntaxMistake ?? { line: 1, column: 1, text: 'expected JSON' }] };
    }
  } catch (error) {
    if (!(error instanceof Absurd)) throw error;
    return { mistakes: [{ ...error.position, text: error.message }] };
  }
}

function inspect(text: string): { lostKeys: JsonMistake[]; syntaxMistake?: JsonMistake } {
  const lostKeys: JsonMistake[] = [];
  let syntaxMistake: JsonMistake | undefined;
  /** Lists and objects around the current position; the lines of an object's keys. */
  const open: { entries: number; readonly keys: Map<string, number> }[] = [];

  const begin = (_offset: number, _length: number, line: number, column: number): void => {
    if (open.length === DEEPEST) {
      throw new Absurd(`more than ${DEEPEST} levels of brackets: no list is as deep`, positionOf(line, column));
    }
    open.push({ entries: 1, keys: new Map() });
  };
  const end = (): void => {
    open.pop();
  };

  visit(
    text,
    {
      onObjectBegin: begin,
      onObjectEnd: end,
      onArrayBegin: begin,
      onArrayEnd: end,
      onSeparator: (character, _offset, _length, line, column) => {
        const current = open.at(-1);
        if (character !== ',' || !current) return;
        current.entries += 1;
        const most = open.length <= 2 ? MOST_TASKS : MOST_ENTRIES;
        if (current.entries > most)
          throw new Absurd(`more than ${most} entries: no list has as many`, positionOf(line, column));
      },
      onObjectProperty: (key, _offset, _length, line, column, parentPath) => {
        const position = positionOf(line, column);
        const keys = open.at(-1)?.keys;
        const before = keys?.get(key);
        if (before !== undefined) {
          lostKeys.push({ ...position, path: [...parentPath(), key], text: `is there twice: in line ${before} too` });
        } else if (key === '__proto__') {
          lostKeys.push({ ...position, path: [...parentPath(), key], text: 'is a key that programs lose' });
        }
        keys?.set(key, position.line);
      },
      onError: (error, offset, _length, line, column) => {
        syntaxMistake ??= { ...positionOf(line, column), text: expected(text, offset, printParseErrorCode(error)) };
      },
    },
    { disallowComments: true },
  );
  return { lostKeys, syntaxMistake };
}

type SyntaxError = ReturnType<typeof printParseErrorCode>;

const EXPECTED: Record<SyntaxError, string> = {
  InvalidSymbol: 'expected a value of JSON: text in double quotes, a number, true, false, null, a list or an object',
  InvalidNumberFormat: 'expected a number as JSON has it, such as 10 or 0.5',
  PropertyNameExpected: 'expected a key in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":" after the key',
  CommaExpected: 'expected "," before the next one',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected the end of the file',
  InvalidCommentToken: 'expected no comment: JSON has none',
  UnexpectedEndOfComment: 'expected no comment: JSON has none',
  UnexpectedEndOfString: 'expected a double quote at the end of the text',
  UnexpectedEndOfNumber: 'expected a number as JSON has it, such as 10 or 0.5',
  InvalidUnicode: 'expected four hex digits after \\u',
  InvalidEscapeCharacter: 'expected one of "\\/bfnrtu after the backslash',
  InvalidCharacter: 'expected no control character in a text (a line break is \\n)',
  '<unknown ParseErrorCode>': 'expected JSON',
};

function expected(text: string, offset: number, error: SyntaxError): string {
  const isTrailingComma = /[\]}]/.test(text.charAt(offset)) && text.slice(0, offset).trimEnd().endsWith(',');
  return isTrailingComma ? `expected no comma before "${text.charAt(offset)}": JSON has none there` : EXPECTED[error];
}
