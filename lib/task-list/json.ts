import { printParseErrorCode, visit } from 'jsonc-parser';
import type { Path, Position } from './mistake';

/** A mistake in the syntax, or a key that a program would lose. */
export interface JsonMistake extends Position {
  /** The key's, from the top of the text. */
  readonly path?: Path;
  readonly text: string;
}

/** Deeper than any list, and shallow enough for everything that walks through one. */
const DEEPEST = 64;

class TooDeep extends Error {
  constructor(readonly position: Position) {
    super();
  }
}

/**
 * Reads JSON, strictly. Some mistakes leave a value: keys that are there twice, of which `JSON.parse` drops one, and
 * `__proto__`.
 */
export function parseJson(text: string): { value?: unknown; mistakes: JsonMistake[] } {
  try {
    const { lostKeys, syntaxMistakes } = inspect(text);
    try {
      return { value: JSON.parse(text), mistakes: lostKeys };
    } catch {
      return { mistakes: [syntaxMistakes[0] ?? { line: 1, column: 1, text: 'is not JSON' }] };
    }
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return { mistakes: [{ ...error.position, text: `more than ${DEEPEST} levels of brackets: no list is as deep` }] };
  }
}

function inspect(text: string): { lostKeys: JsonMistake[]; syntaxMistakes: JsonMistake[] } {
  const lostKeys: JsonMistake[] = [];
  const syntaxMistakes: JsonMistake[] = [];
  const objects: Map<string, number>[] = [];
  let depth = 0;
  const enter = (line: number, column: number): void => {
    depth += 1;
    if (depth > DEEPEST) throw new TooDeep({ line: line + 1, column: column + 1 });
  };

  visit(
    text,
    {
      onObjectBegin: (_offset, _length, line, column) => {
        enter(line, column);
        objects.push(new Map());
      },
      onObjectEnd: () => {
        depth -= 1;
        objects.pop();
      },
      onArrayBegin: (_offset, _length, line, column) => enter(line, column),
      onArrayEnd: () => {
        depth -= 1;
      },
      onObjectProperty: (key, _offset, _length, line, column, parentPath) => {
        const position = { line: line + 1, column: column + 1 };
        const keys = objects.at(-1);
        const before = keys?.get(key);
        if (before !== undefined) {
          lostKeys.push({ ...position, path: [...parentPath(), key], text: `is there twice: in line ${before} too` });
        } else if (key === '__proto__') {
          lostKeys.push({ ...position, path: [...parentPath(), key], text: 'is a key that programs lose' });
        }
        keys?.set(key, position.line);
      },
      onError: (error, offset, _length, line, column) => {
        syntaxMistakes.push({
          ...syntaxMistake(text, offset, printParseErrorCode(error)),
          line: line + 1,
          column: column + 1,
        });
      },
    },
    { disallowComments: true },
  );
  return { lostKeys, syntaxMistakes };
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

function syntaxMistake(text: string, offset: number, error: SyntaxError): { text: string } {
  const trailingComma =
    /^[\]}]/.test(text.slice(offset, offset + 1)) && /,\s*$/.test(text.slice(Math.max(0, offset - 1000), offset));
  return { text: trailingComma ? `expected no comma before "${text[offset]}": JSON has none there` : EXPECTED[error] };
}

/** Where keys and values are in a text that is JSON. */
export class Positions {
  private readonly top = new Place();

  /** Looks for the values at `paths` and their keys; a value that is not there has the place of what would hold it. */
  constructor(text: string, paths: Iterable<Path>) {
    for (const path of paths) path.reduce((place, key) => place.child(key), this.top);
    const open: { place: Place; key: string | number }[] = [];

    const begin = (line: number, column: number): Place | undefined => {
      const parent = open.at(-1);
      const place = parent ? parent.place.children.get(parent.key) : this.top;
      if (place) place.value = { line: line + 1, column: column + 1 };
      return place;
    };
    const nest =
      (key: string | number) =>
      (_offset: number, _length: number, line: number, column: number): boolean => {
        const place = begin(line, column);
        open.push({ place: place ?? new Place(), key });
        return place !== undefined;
      };
    const close = (): void => {
      open.pop();
    };

    visit(text, {
      onObjectBegin: nest(''),
      onObjectEnd: close,
      onArrayBegin: nest(0),
      onArrayEnd: close,
      onObjectProperty: (key, _offset, _length, line, column) => {
        const object = open.at(-1);
        if (!object) return;
        object.key = key;
        const place = object.place.children.get(key);
        if (place) place.key = { line: line + 1, column: column + 1 };
      },
      onSeparator: (character) => {
        const list = open.at(-1);
        if (character === ',' && typeof list?.key === 'number') list.key += 1;
      },
      onLiteralValue: (_value, _offset, _length, line, column) => {
        begin(line, column);
      },
    });
  }

  of(path: Path, atKey = false): Position | undefined {
    let place = this.top;
    let position = place.value;
    for (const key of path) {
      const next = place.children.get(key);
      if (!next) break;
      place = next;
      position = place.value ?? position;
    }
    return (atKey ? place.key : undefined) ?? position;
  }
}

class Place {
  readonly children = new Map<string | number, Place>();
  key?: Position;
  value?: Position;

  child(key: string | number): Place {
    const child = this.children.get(key) ?? new Place();
    this.children.set(key, child);
    return child;
  }
}
