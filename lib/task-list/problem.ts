import { formatValue } from '../validation/format-value';

/** Where a value is in a file. Both numbers count from 1, columns in UTF-16 code units, as in editors. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** An error or a warning about a list. */
export interface Problem extends Partial<Position> {
  /** An error keeps the list from being used; a warning does not. */
  readonly severity: 'error' | 'warning';
  /** Name of the file, as its user writes it. */
  readonly file: string;
  /** Path of the value, such as `tasks[3].image`; `undefined` for a problem of the whole file or of its syntax. */
  readonly path?: string;
  /** ID of the task that the value belongs to, if it is valid and the value is not the ID itself. */
  readonly taskId?: string;
  readonly message: string;
}

/** Returns a path, and the ID of its task if it has one: `tasks[3].image (task "build")`. */
export function formatPlace(path: string, taskId: string | undefined): string {
  return taskId === undefined ? path : `${path} (task ${formatValue(taskId)})`;
}
