import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';

const LARGEST = 64 * 1024 * 1024;

const PROBLEMS: Partial<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'is a folder, not a file',
  EACCES: "can't be read: permission denied",
};

/** The text of a file, or what is wrong with it. */
export function readText(file: string): { text: string } | { problem: string } {
  try {
    const { size } = statSync(file);
    if (size > LARGEST) return { problem: `is larger than ${LARGEST / 1024 / 1024} MiB` };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    return text.trim() === '' ? { problem: 'is empty' } : { text };
  } catch (error) {
    const { code = '', message, syscall } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { problem: 'is not UTF-8' };
    if (syscall !== undefined) return { problem: PROBLEMS[code] ?? message };
    throw error;
  }
}

/** A file as its user would name it: relative to the working directory where it is below that. */
export function shownName(file: string): string {
  const name = relative('', file);
  return name.startsWith('..') ? file : name;
}
