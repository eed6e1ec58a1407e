import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one run of a command took. */
export interface Measurement {
  /** User and system time of the command and its children, in seconds. */
  readonly cpu: number;
  /** Seconds from start to end. */
  readonly wall: number;
  /** The most memory that one process of it had, in bytes. */
  readonly peak: number;
}

export interface Run {
  readonly command: readonly string[];
  /** Added to this process' environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The file that its standard output goes to. */
  readonly stdout?: string;
}

/** Runs a command under GNU time. Throws if it fails. */
export function measure({ command, env, stdout = '/dev/null' }: Run): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'measure-'));
  const output = openSync(stdout, 'w');
  try {
    const report = join(folder, 'report');
    const { status, error } = spawnSync('/usr/bin/time', ['-f', '%U %S %e %M', '-o', report, ...command], {
      env: { ...process.env, ...env },
      stdio: ['ignore', output, 'inherit'],
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`${command.join(' ')}: exit code ${status}`);
    const [user = NaN, system = NaN, wall = NaN, peak = NaN] = readFileSync(report, 'utf8').split(' ').map(Number);
    return { cpu: user + system, wall, peak: peak * 1024 };
  } finally {
    closeSync(output);
    rmSync(folder, { recursive: true });
  }
}

/** The middle one of the sorted values; of an even number of them the lower one of the two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? NaN;
}
