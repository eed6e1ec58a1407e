import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../user-error';
import type { AppFile } from './app-files';
import type { AppLocation } from './app-location';
import type { NewList } from './list-text';
import { findMissingParts } from './missing-parts';

/** A file that existed. */
export interface KeptFile {
  readonly file: string;
  /** What to add to it. */
  readonly missing?: string;
}

/** What `writeApp` did, with absolute paths. */
export interface WrittenApp {
  readonly written: readonly string[];
  readonly kept: readonly KeptFile[];
}

/**
 * Writes the files of an app. A file that exists is kept.
 *
 * @throws {UserError} if a file cannot be written
 */
export function writeApp(
  files: readonly AppFile[],
  { folder, repository }: Pick<AppLocation, 'folder' | 'repository'>,
  list: NewList,
): WrittenApp {
  const written: string[] = [];
  const kept: KeptFile[] = [];
  for (const appFile of files) {
    const file = join(appFile.isInRepository ? repository : folder, appFile.path);
    if (writeNew(file, appFile.text)) written.push(file);
    else kept.push({ file, missing: findMissingParts(appFile, readFileSync(file, 'utf8'), list) });
  }
  return { written, kept };
}

/** Writes a file unless it exists. Returns whether it was written. */
function writeNew(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
