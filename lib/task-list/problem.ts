/** Keys and indexes from the top of the list to a value: `['tasks', 3, 'image']`. */
export type Path = readonly (string | number)[];

/** Where something is in a file; both count from 1, columns in UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something to say about a list: a mistake, or a warning. */
export interface Finding {
  /** The value that it is about. */
  readonly path: Path;
  /** Whether it is about the value's key. */
  readonly atKey?: boolean;
  /** What is to be said, after the path. */
  readonly text: string;
  /** Another value whose position is of interest. */
  readonly also?: Path;
}

/** A finding with its place in the file. */
export interface Mistake extends Partial<Position> {
  /** As the user would name it. */
  readonly file: string;
  /** None where it is about the file as a whole, or about its syntax. */
  readonly path?: string;
  readonly text: string;
}
