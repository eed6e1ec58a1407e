import { visit } from 'jsonc-parser';
import type { Path } from '../../validation/path-problem';
import type { Position } from '../problem';

/** jsonc-parser counts from 0. */
export function toPosition(line: number, column: number): Position {
  return { line: line + 1, column: column + 1 };
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
      if (place) place.value = toPosition(line, column);
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
        if (place) place.key = toPosition(line, column);
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
