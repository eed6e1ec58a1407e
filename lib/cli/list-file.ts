import { resolve } from 'node:path';

/** Returns the path of the list: what the environment variable `TASKS_FILE` names, otherwise `tasks.json`. */
export function listFile(): string {
  const { TASKS_FILE = '' } = process.env;
  return resolve(TASKS_FILE === '' ? 'tasks.json' : TASKS_FILE);
}
