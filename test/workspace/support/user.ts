import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { GIT_IDENTITY } from '../../support/git-identity';

const NOBODY = { uid: 65534, gid: 65534 };

/** The user of the scripts: not root, who can read and write everything. */
export const USER: { uid?: number; gid?: number } = process.getuid?.() === 0 ? NOBODY : {};

/** An environment without personal settings. */
export const PLAIN = {
  PATH: process.env.PATH ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...GIT_IDENTITY,
};

const folders: string[] = [];

/** Creates a temporary folder of that user, which `removeFolders` removes. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'workspace-'));
  if (USER.uid !== undefined) chownSync(path, USER.uid, USER.gid!);
  folders.push(path);
  return path;
}

export function removeFolders(): void {
  for (const path of folders.splice(0)) {
    spawnSync('chmod', ['-R', 'u+rwX', path]);
    // Not Node.js: tests make paths that are too long for it.
    spawnSync('rm', ['-rf', path]);
  }
}

/** Runs a program in a folder as that user, without blocking this process. Returns its output. */
export async function run(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd, env: PLAIN, ...USER });
  return stdout.trim();
}

/** Runs shell commands in a folder as that user. Returns their output. @throws if they fail */
export function sh(cwd: string, script: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-euc', script], { cwd, env: PLAIN, encoding: 'utf8', ...USER });
  if (status !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
  return stdout.trim();
}
