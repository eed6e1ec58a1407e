import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { TaskList } from '../task-list';
import { UserError } from '../user-error';
import { checkContent, checkSource, displayFolder } from './check-folder';
import type { Manifest } from './manifest';
import { outputFolder } from './output-folder';
import { renderFiles, type OutputFile } from './render-files';
import { sourcePath } from './source-record';

/** Options of `writeDist`. */
export interface WriteDistOptions {
  /** Path of the file with the list. */
  readonly file: string;

  /**
   * The folder to write.
   *
   * @default - `argoCd.path` in the git repository of the list; without `argoCd`, `dist` beside the list
   */
  readonly folder?: string;

  /**
   * Whether to replace a folder that was not written from this list.
   *
   * @default false
   */
  readonly replace?: boolean;

  /** Stops the rendering. The folder stays as it is. */
  readonly signal?: AbortSignal;
}

/**
 * Writes the manifests of a list, with a README.md for each chain, and replaces the folder with them.
 *
 * The folder is replaced by a rename after all files are written. If there is an error before that, it stays as it is.
 *
 * @returns the absolute path of the folder
 * @throws {UserError} if the folder has other files, was written from another list, or cannot be written
 */
export async function writeDist(
  list: TaskList,
  manifests: Iterable<Manifest>,
  { file, folder: given, replace = false, signal }: WriteDistOptions,
): Promise<string> {
  const source = resolve(file);
  const folder = given === undefined ? outputFolder(source, list) : resolve(given);
  try {
    restoreFolder(folder);
    checkContent(folder, source);
    if (!replace) checkSource(folder, source);
    await replaceFolder(folder, renderFiles(list, manifests, sourcePath(folder, source)), signal);
  } catch (error) {
    throw fileSystemError(error, folder) ?? error;
  }
  return folder;
}

function previousOf(folder: string): string {
  return `${folder}.previous`;
}

/** Completes what an earlier process left, which was killed between the two renames of `replaceFolder`. */
function restoreFolder(folder: string): void {
  if (!existsSync(folder) && existsSync(previousOf(folder))) renameSync(previousOf(folder), folder);
}

async function replaceFolder(folder: string, files: Iterable<OutputFile>, signal?: AbortSignal): Promise<void> {
  const [next, previous] = [`${folder}.${process.pid}`, previousOf(folder)];
  try {
    await writeFiles(next, files, signal);
    rmSync(previous, { recursive: true, force: true });
    if (existsSync(folder)) renameSync(folder, previous);
    renameSync(next, folder);
    rmSync(previous, { recursive: true, force: true });
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/** Returns an error for the user if the file system refused to write `folder`. */
function fileSystemError(error: unknown, folder: string): UserError | undefined {
  const { syscall, message } = error as NodeJS.ErrnoException;
  return syscall === undefined ? undefined : new UserError(`${displayFolder(folder)} cannot be written: ${message}`);
}

/** Files between two looks at the signal: about a tenth of a second. */
const FILES_PER_TURN = 100;

async function writeFiles(folder: string, files: Iterable<OutputFile>, signal?: AbortSignal): Promise<void> {
  const folders = new Set<string>();
  let count = 0;
  for (const { path, text } of files) {
    const file = join(folder, path);
    const parent = dirname(file);
    if (!folders.has(parent)) mkdirSync(parent, { recursive: true });
    folders.add(parent);
    writeFileSync(file, text);
    count += 1;
    if (count % FILES_PER_TURN === 0) await nextTurn(signal);
  }
  await nextTurn(signal);
}

/** Lets the process handle its signals. */
async function nextTurn(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
