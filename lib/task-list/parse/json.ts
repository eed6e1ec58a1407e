import { visit } from 'jsonc-parser';
import type { Path } from '../../validation/path-problem';
import type { Position } from '../problem';
import { toPosition } from './positions';
import { describeSyntaxError } from './syntax-errors';

/** A syntax error, or a key whose value would be lost. */
export interface JsonProblem extends Position {
  /** Path of the key in the text. */
  readonly path?: Path;
  readonly message: string;
}

/** Deeper than any list, and low enough for recursive code. */
const MAX_DEPTH = 64;
/** Entries of an array or object on the two upper levels: more tasks or repositories than a cluster can run. */
const MAX_TASK_COUNT = 200_000;
/** Entries of any other array or object. */
const MAX_ENTRY_COUNT = 10_000;

/** Stops the parsing of a text that exceeds a limit. */
class LimitExceeded extends Error {
  constructor(
    message: string,
    readonly position: Position,
  ) {
    super(message);
  }
}

/**
 * Parses strict JSON. Some problems leave a value: duplicate keys, of which `JSON.parse` keeps the last one, and the key
 * `__proto__`.
 */
export function parseJson(text: string): { value?: unknown; problems: JsonProblem[] } {
  try {
    const { lostKeys, syntaxError } = inspect(text);
    try {
      return { value: JSON.parse(text), problems: lostKeys };
    } catch {
      return { problems: [syntaxError ?? { line: 1, column: 1, message: 'expected JSON' }] };
    }
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    return { problems: [{ ...error.position, message: error.message }] };
  }
}

/** An array or object around the current position. */
interface Container {
  entryCount: number;
  /** For each key of an object, its line. */
  readonly lines: Map<string, number>;
}

/** Finds what `JSON.parse` does not report: the position of the first syntax error, duplicate keys, excessive sizes. */
function inspect(text: string): { lostKeys: JsonProblem[]; syntaxError?: JsonProblem } {
  const lostKeys: JsonProblem[] = [];
  let syntaxError: JsonProblem | undefined;
  const open: Container[] = [];

  const begin = (_offset: number, _length: number, line: number, column: number): void => {
    if (open.length === MAX_DEPTH) {
      throw new LimitExceeded(
        `arrays and objects are nested more than ${MAX_DEPTH} levels deep; remove levels`,
        toPosition(line, column),
      );
    }
    open.push({ entryCount: 1, lines: new Map() });
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
        const container = open.at(-1);
        if (character !== ',' || !container) return;
        container.entryCount += 1;
        const max = open.length <= 2 ? MAX_TASK_COUNT : MAX_ENTRY_COUNT;
        if (container.entryCount > max) {
          throw new LimitExceeded(
            `an array or object has more than ${max} entries, the maximum; remove some`,
            toPosition(line, column),
          );
        }
      },
      onObjectProperty: (key, _offset, _length, line, column, parentPath) => {
        const position = toPosition(line, column);
        const lines = open.at(-1)?.lines;
        const firstLine = lines?.get(key);
        if (firstLine !== undefined) {
          const message = `duplicate key (first in line ${firstLine}); remove one of the two`;
          lostKeys.push({ ...position, path: [...parentPath(), key], message });
        } else if (key === '__proto__') {
          lostKeys.push({
            ...position,
            path: [...parentPath(), key],
            message: 'the key "__proto__" is not allowed; remove it',
          });
        }
        lines?.set(key, position.line);
      },
      onLiteralValue: (value, offset, length, line, column) => {
        if (typeof value !== 'number' || Number.isFinite(value)) return;
        const literal = `${text.slice(offset, offset + Math.min(length, 20))}${length > 20 ? '…' : ''}`;
        throw new LimitExceeded(`${literal} is too large for a number; use a smaller one`, toPosition(line, column));
      },
      onError: (error, offset, _length, line, column) => {
        syntaxError ??= { ...toPosition(line, column), message: describeSyntaxError(text, offset, error) };
      },
    },
    { disallowComments: true },
  );
  return { lostKeys, syntaxError };
}
