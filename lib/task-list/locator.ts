import { formatPath } from '../validation/format-path';
import { taskId } from '../validation/labels';
import type { Path, PathProblem } from '../validation/path-problem';
import { isObject } from '../validation/is-object';
import type { JsonProblem } from './parse/json';
import { Positions } from './parse/positions';
import type { Problem } from './problem';

/** The text of a file, and its value as JSON. */
interface Source {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
}

/** Adds to problems where they are: the file, the position, the path, and the ID of the task. */
export class Locator {
  private readonly file: string;
  private readonly text: string;
  /** Whether the file is the array of tasks alone. */
  private readonly isArray: boolean;
  /** The tasks in the file, valid or not. */
  private readonly tasks: unknown;

  constructor({ file, text, value }: Source) {
    this.file = file;
    this.text = text;
    this.isArray = Array.isArray(value);
    this.tasks = isObject(value) ? value.tasks : value;
  }

  /** Returns a problem of JSON, which has a position. */
  addPath({ path, ...problem }: JsonProblem): Problem {
    const inList = path && (this.isArray ? ['tasks', ...path] : path);
    return { severity: 'error', file: this.file, ...problem, ...(inList && this.describePath(inList)) };
  }

  /** Returns errors and warnings with their positions, without duplicates. */
  locate(errors: readonly PathProblem[], warnings: readonly PathProblem[]): Problem[] {
    const all = [
      ...errors.map((problem) => ({ severity: 'error' as const, problem })),
      ...warnings.map((problem) => ({ severity: 'warning' as const, problem })),
    ];
    if (all.length === 0) return [];
    const positions = new Positions(
      this.text,
      all.flatMap(({ problem: { path, seeAlso = [] } }) => [this.inText(path), this.inText(seeAlso)]),
    );
    const located = all.map(({ severity, problem: { path, atKey, seeAlso, message } }): Problem => {
      const other = seeAlso && positions.of(this.inText(seeAlso));
      return {
        severity,
        file: this.file,
        ...positions.of(this.inText(path), atKey),
        ...this.describePath(path),
        message: other ? `${message} (see line ${other.line}, column ${other.column})` : message,
      };
    });
    return [...new Map(located.map((problem) => [JSON.stringify(problem), problem])).values()];
  }

  private inText(path: Path): Path {
    return this.isArray ? path.slice(1) : path;
  }

  private describePath(path: Path): Pick<Problem, 'path' | 'taskId'> {
    const [top, index, field] = path;
    const isInTask = top === 'tasks' && typeof index === 'number' && field !== 'taskId';
    const task: unknown = isInTask && Array.isArray(this.tasks) ? this.tasks[index] : undefined;
    const id = isObject(task) ? task.taskId : undefined;
    const isValid = typeof id === 'string' && taskId(id) === undefined;
    return { path: formatPath(path), ...(isValid && { taskId: id }) };
  }
}
