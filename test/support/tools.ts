import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';

/** What tests need of a machine besides programs on the PATH. */
const CONDITIONS: Readonly<Record<string, () => boolean>> = {
  Linux: () => process.platform === 'linux',
  'git http-backend': () => {
    const { stdout } = spawnSync('git', ['--exec-path'], { encoding: 'utf8' });
    return existsSync(join(stdout.trim(), 'git-http-backend'));
  },
  'a user with a login shell': () => !/(nologin|false)$/.test(userInfo().shell ?? ''),
  PyYAML: () => spawnSync('python3', ['-c', 'import yaml']).status === 0,
  'user namespaces': () => {
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    return spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], user).status === 0;
  },
};

/** What the scripts of lib/workspace/ and their tests run. They are written for containers, so for Linux. */
export const SCRIPT_TOOLS = ['Linux', 'flock', 'timeout', 'shuf', 'find', 'awk', 'git http-backend'];

/** The shells that the scripts must work in: the system's, and that of Alpine images. */
const SHELLS = { sh: [], 'busybox sh': ['busybox'] };

/**
 * Returns `describe` and `test` for tests that need these programs or conditions. Where one is missing, both skip, and
 * add the reason to the title: test/support/skipped-tests.js lists it at the end.
 */
export function testsThatNeed(...needs: readonly string[]): { describe: jest.Describe; test: jest.It } {
  const missing = needs.filter((need) => !(CONDITIONS[need]?.() ?? hasProgram(need)));
  if (missing.length === 0) return { describe, test };
  const reason = `(needs ${missing.join(', ')})`;
  return { describe: skipping(describe.skip, reason), test: skipping(test.skip, reason) };
}

/** Describes what the scripts of lib/workspace/ do, once for each shell. */
export function describeInShells(title: string, body: (shell: string) => void): void {
  for (const [shell, needs] of Object.entries(SHELLS)) {
    testsThatNeed(...SCRIPT_TOOLS, ...needs).describe(`${title}, in ${shell}`, () => body(shell));
  }
}

function hasProgram(name: string): boolean {
  // Debian has sshd here, which is not on everybody's PATH.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

type Skip = jest.Describe | jest.It;

function skipping<T extends Skip>(skip: T, reason: string): T {
  const one = (title: string, body: () => void): void => skip(`${title} ${reason}`, body);
  const each = (table: readonly unknown[]) => (title: string, body: () => void) =>
    skip.each(table)(`${title} ${reason}`, body);
  return Object.assign(one, { each }) as unknown as T;
}
