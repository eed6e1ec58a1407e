import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathBelow } from '../path-below';
import { UserError } from '../user-error';
import { README } from './layout';
import { readSourceRecord, sourcePath } from './source-record';

/**
 * Checks that `folder` has nothing but the manifests of the list in `file`, so that it can be replaced.
 *
 * @throws {UserError} if it has
 */
export function checkSource(folder: string, file: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is a file: name another folder with --output`);
  if (readdirSync(folder).length === 0) return;
  const source = readSourceRecord(folder);
  if (source === sourcePath(folder, file)) return;
  const name = displayFolder(folder);
  const reason =
    source === undefined
      ? `${name} has files, and no ${README} that records the list they were written from`
      : `${name} was written from another list, ${relative('', join(folder, source))}`;
  throw new UserError(`${reason}. Name another folder with --output, or delete the files of ${name} with --replace.`);
}

/**
 * Checks that `folder` does not contain the list, the working directory or a git repository: they would be deleted.
 *
 * @throws {UserError} if it does
 */
export function checkContent(folder: string, file: string): void {
  const hasRepository = existsSync(join(folder, '.git'));
  if (!hasRepository && ![file, process.cwd()].some((path) => pathBelow(folder, path) !== undefined)) return;
  throw new UserError(
    `${displayFolder(folder)} has more than manifests in it. Name another folder with argoCd.path in the list or with --output.`,
  );
}

/** Returns the name of a folder as its user would write it, with a slash at the end. */
export function displayFolder(folder: string): string {
  const name = pathBelow('', folder) ?? '';
  return `${name === '' ? folder : name}/`;
}
