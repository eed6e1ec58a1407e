import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DEFAULTS } from '../constructs/defaults';
import type { TaskList } from '../task-list';

/**
 * Returns the absolute path of the folder for the manifests of the list in `file`.
 *
 * With `argoCd`, it is the folder that Argo CD reads: `argoCd.path` in the git repository of the list. Otherwise it is
 * `dist` beside the list.
 */
export function outputFolder(file: string, { argoCd }: Pick<TaskList, 'argoCd'>): string {
  const folder = dirname(resolve(file));
  const base = argoCd ? (findGitRoot(folder) ?? folder) : folder;
  return join(base, argoCd?.path ?? DEFAULTS.argoCd.path);
}

/** Returns the top folder of the git working tree that `folder` is in. The folder itself need not exist. */
export function findGitRoot(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findGitRoot(parent);
}
