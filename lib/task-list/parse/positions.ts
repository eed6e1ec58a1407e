import { visit } from 'jsonc-parser';
import type { Path } from '../../validation/path-problem';
import type { Position } from '../problem';

/** Converts a position of jsonc-parser, which counts from 0. */
export function toPosition(line: number, column: number): Position {
  return { line: line + 1, column: column + 1 };
}

/**
 * The positions of values and their keys in a text that is JSON.
 *
 * It visits the text instead of building jsonc-parser's tree, which takes 2.5 GB of memory for a list of 64 MiB.
 */
export class Positions {
  private readonly top = new PositionNode();

  /** Finds the positions of the values at `paths`, and of their keys. */
  constructor(text: string, paths: Iterable<Path>) {
    for (const path of paths) path.reduce((node, key) => node.child(key), this.top);
    const open: { node: PositionNode; key: string | number }[] = [];

    const begin = (line: number, column: number): PositionNode | undefined => {
      const parent = open.at(-1);
      const node = parent ? parent.node.children.get(parent.key) : this.top;
      if (node) node.value = toPosition(line, column);
      return node;
    };
    const nest =
      (key: string | number) =>
      (_offset: number, _length: number, line: number, column: number): boolean => {
        const node = begin(line, column);
        open.push({ node: node ?? new PositionNode(), key });
        return node !== undefined;
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
        const node = object.node.children.get(key);
        if (node) node.key = toPosition(line, column);
      },
      onSeparator: (character) => {
        const array = open.at(-1);
        if (character === ',' && typeof array?.key === 'number') array.key += 1;
      },
      onLiteralValue: (_value, _offset, _length, line, column) => {
        begin(line, column);
      },
    });
  }

  /** Returns the position of a value or its key. A missing value has the position of what would contain it. */
  of(path: Path, atKey = false): Position | undefined {
    let node = this.top;
    let position = node.value;
    for (const key of path) {
      const next = node.children.get(key);
      if (!next) break;
      node = next;
      position = node.value ?? position;
    }
    return (atKey ? node.key : undefined) ?? position;
  }
}

/** A value that was asked for, or that contains one. */
class PositionNode {
  readonly children = new Map<string | number, PositionNode>();
  key?: Position;
  value?: Position;

  child(key: string | number): PositionNode {
    const child = this.children.get(key) ?? new PositionNode();
    this.children.set(key, child);
    return child;
  }
}
