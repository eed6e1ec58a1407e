import { resolve } from 'node:path';
import { readTaskList, type TaskList } from '../task-list';
import { printProblems } from './print-problems';

/** Reads a list, prints its problems, and sets the exit code of the process. Returns `undefined` if it has errors. */
export function readList(file: string): TaskList | undefined {
  const { list, problems } = readTaskList(resolve(file));
  process.exitCode = printProblems(problems);
  return list;
}
