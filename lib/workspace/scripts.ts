import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** With this exit code a script says that no retry can heal the failure. */
export const FAIL_JOB_EXIT_CODE = 65;

/** The script that clones a repository. */
export function cloneScript(): string {
  return script('common', 'git', 'clone');
}

/** The script that brings the mirror on a repository's claim up to date and clones from it. */
export function mirrorScript(): string {
  return script('common', 'git', 'mirror');
}

/** The script that copies the tree of a parent's run. */
export function copyScript(): string {
  return script('common', 'copy');
}

function script(...parts: string[]): string {
  return parts.map(read).join('');
}

const texts = new Map<string, string>();

function read(part: string): string {
  const text = texts.get(part) ?? readFileSync(join(__dirname, `${part}.sh`), 'utf8');
  texts.set(part, text);
  return text;
}
