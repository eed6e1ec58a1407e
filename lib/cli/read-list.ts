import { resolve } from 'node:path';
import { readTaskList, type TaskList } from '../task-list';
import { printProblems } from './print-problems';

interface ReadListOptions {
  /**
   * Whether to print warnings too.
   *
   * @default true
   */
  readonly warnings?: boolean;
}

/** Reads a list, prints its problems, and sets the exit code of the process. Returns `undefined` if it has errors. */
export function readList(file: string, { warnings = true }: ReadListOptions = {}): TaskList | undefined {
  const { list, problems } = readTaskList(resolve(file));
  process.exitCode = printProblems(warnings ? problems : problems.filter(({ severity }) => severity === 'error'));
  return list;
}
