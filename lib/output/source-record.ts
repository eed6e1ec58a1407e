import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { README } from './layout';

// README.md of dist/ records which list dist/ was written from. Another list must not replace it by mistake: Argo CD would
// delete the Jobs of the first one.

const RECORD = /^<!-- Written from (\S+) -->$/m;

/** Returns the path of the list in `file`, relative to `folder`, with `/`. */
export function sourcePath(folder: string, file: string): string {
  return relative(folder, file).replaceAll(sep, '/');
}

/** Returns the line of README.md that records the path of a list. */
export function formatSourceRecord(source: string): string {
  return `<!-- Written from ${encodeURI(source)} -->`;
}

/** Returns the path of the list that `folder` was written from, or `undefined` if it has no record. */
export function readSourceRecord(folder: string): string | undefined {
  const readme = join(folder, README);
  const source = existsSync(readme) ? RECORD.exec(readFileSync(readme, 'utf8'))?.[1] : undefined;
  return source === undefined ? undefined : decodeURI(source);
}
