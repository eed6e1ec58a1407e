import { relative, sep } from 'node:path';

/** Returns the path of a file relative to a folder that contains it, or that it is; `undefined` if it is outside. */
export function pathBelow(folder: string, file: string): string | undefined {
  const path = relative(folder, file);
  return path === '..' || path.startsWith(`..${sep}`) ? undefined : path;
}
