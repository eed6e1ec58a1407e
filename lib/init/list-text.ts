import ownPackage from '../../package.json';
import { DEFAULTS } from '../constructs/defaults';
import type { ArgoCd } from '../task-list';
import type { AppLocation } from './app-location';
import type { AppSettings } from './app-settings';

/** A task of a list, valid or not. */
export type TaskEntry = Readonly<Record<string, unknown>>;

/** A list that an app starts with. Its tasks are valid or not. */
export interface NewList {
  readonly $schema: string;
  readonly namespace?: string;
  readonly argoCd?: ArgoCd;
  readonly tasks: readonly TaskEntry[];
}

/** Runs in any cluster that reaches GitHub and Docker Hub. */
export const EXAMPLE_TASK = {
  taskId: 'hello',
  repoUrl: 'https://github.com/octocat/Hello-World.git',
  image: 'alpine:3.22.2',
  command: ['sh', '-c', 'wc README > count.txt && cat count.txt'],
};

/** Returns the list that an app starts with. */
export function createList(
  { repoUrl, namespace }: Pick<AppSettings, 'repoUrl' | 'namespace'>,
  { path }: Pick<AppLocation, 'path'>,
  tasks: readonly TaskEntry[],
): NewList {
  const dist = path === '' ? {} : { path: `${path}/${DEFAULTS.argoCd.path}` };
  return {
    $schema: `./node_modules/${ownPackage.name}/tasks.schema.json`,
    ...(namespace !== undefined && { namespace }),
    ...(repoUrl !== undefined && { argoCd: { repoURL: repoUrl, ...dist } }),
    tasks,
  };
}

const MAX_LINE_LENGTH = 120;
/** An array of strings and numbers. A string has no line breaks in JSON. */
const SIMPLE_ARRAY = /^(.*)\[\n((?:\s+(?:"(?:[^"\\]|\\.)*"|[-\d.e+]+),?\n)+)\s+\](,?)$/gm;

/** Returns a value as JSON, with short arrays on one line. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return text.replace(SIMPLE_ARRAY, (lines, start: string, items: string, end: string) => {
    const line = `${start}[${items.trim().replace(/\n\s+/g, ' ')}]${end}`;
    return line.length > MAX_LINE_LENGTH ? lines : line;
  });
}
