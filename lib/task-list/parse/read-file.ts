import { readFileSync, statSync } from 'node:fs';
import { pathBelow } from '../../path-below';

const MAX_FILE_BYTES = 64 * 1024 * 1024;

const MESSAGES: Partial<Record<string, string>> = {
  ENOENT: 'no such file: create it, or name another one with --file',
  ENOTDIR: 'no such file: create it, or name another one with --file',
  EISDIR: 'is a folder: name the file',
  EACCES: 'cannot be read: permission denied; allow your user to read it',
};

/** Returns the text of a file, or a message why it cannot be read. */
export function readText(file: string): { text: string } | { message: string } {
  try {
    const { size } = statSync(file);
    if (size > MAX_FILE_BYTES)
      return {
        message: `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB, the maximum; remove tasks or split the list`,
      };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    return text.trim() === '' ? { message: 'is empty: write an array of tasks' } : { text };
  } catch (error) {
    const { code = '', message, syscall } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { message: 'is not UTF-8; save it as UTF-8' };
    if (syscall !== undefined) return { message: MESSAGES[code] ?? message };
    throw error;
  }
}

/** Returns the name of a file as its user would write it: relative to the working directory if the file is below it. */
export function displayName(file: string): string {
  return pathBelow('', file) ?? file;
}
