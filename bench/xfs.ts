import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why no XFS could be mounted. */
export class NoXfsError extends Error {}

function run(program: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new NoXfsError(`${program}: ${error?.message ?? stderr.trim().split('\n')[0]}`);
}

/**
 * Runs `work` with the folder of a new XFS of 4 GB, which shares blocks between files. Only root may mount one.
 *
 * @throws {NoXfsError} if it cannot be mounted
 */
export async function withXfs<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const base = mkdtempSync(join(tmpdir(), 'xfs-'));
  const [image, folder] = [join(base, 'image'), join(base, 'mount')];
  try {
    mkdirSync(folder);
    // For the user of the scripts.
    chmodSync(base, 0o755);
    run('truncate', '--size=4G', image);
    run('mkfs.xfs', '-q', image);
    run('mount', '-o', 'loop', image, folder);
    try {
      chmodSync(folder, 0o777);
      return await work(folder);
    } finally {
      run('umount', folder);
    }
  } finally {
    rmSync(base, { recursive: true });
  }
}
