import { resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '..', '..');

/** Returns the path of the list: `tasks.json`, or the environment variable `TASKS_FILE`, relative to the package. */
export function listFile(): string {
  const { TASKS_FILE = '' } = process.env;
  return resolve(PACKAGE, TASKS_FILE === '' ? 'tasks.json' : TASKS_FILE);
}
