/** Keys and indexes that lead to a value: `['tasks', 3, 'image']`. */
export type Path = readonly (string | number)[];

/** What is wrong with the value at a path. */
export interface PathProblem {
  readonly path: Path;
  /** Whether the problem is the value's key. */
  readonly atKey?: boolean;
  /** One sentence that follows the path: the value, what is allowed, and how to fix it. */
  readonly message: string;
  /** For an unknown field: the name of the field that was probably meant. */
  readonly meantField?: string;
  /** Path of another value whose position helps the reader. */
  readonly seeAlso?: Path;
}

/** Returns problems of a value at `path`, whose own paths start at that value. */
export function problemsAt(path: Path, problems: readonly PathProblem[]): PathProblem[] {
  return problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
}
