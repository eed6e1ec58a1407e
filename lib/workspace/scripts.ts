import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The exit code of a mistake or a refusal that no retry can heal. */
export const FAIL_JOB_EXIT_CODE = 65;

/** Clones a repository. */
export function cloneScript(): string {
  return script('common', 'git', 'clone');
}

/** Brings the mirror on a repository's claim up to date, and clones from it. */
export function mirrorScript(): string {
  return script('common', 'git', 'mirror');
}

/** Copies the tree of a parent's run. */
export function copyScript(): string {
  return script('common', 'copy');
}

/**
 * The parts, one after the other. They substitute commands by backticks, and have no other dollar that is doubled or
 * before a parenthesis, since Kubernetes would change those.
 */
const scripts = new Map<string, string>();

function script(...parts: string[]): string {
  const name = parts.join();
  let text = scripts.get(name);
  if (text === undefined) {
    text = parts.map((part) => readFileSync(join(__dirname, `${part}.sh`), 'utf8')).join('');
    scripts.set(name, text);
  }
  return text;
}
