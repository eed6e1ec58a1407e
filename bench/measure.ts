import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The resources that one run of a command used. */
export interface Measurement {
  /** User and system time of the command and its children, in seconds. */
  readonly cpuSeconds: number;
  /** Seconds from start to end. */
  readonly wallSeconds: number;
  /** Maximum resident memory of its largest process, in bytes. */
  readonly peakBytes: number;
}

export interface Run {
  readonly command: readonly string[];
  /** Variables, in addition to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - the working directory of this process */
  readonly cwd?: string;
  /** File for its standard output. @default '/dev/null' */
  readonly stdout?: string;
}

/** Runs a command under GNU time. @throws if it fails */
export function measure({ command, env, cwd, stdout = '/dev/null' }: Run): Measurement {
  const folder = mkdtempSync(join(tmpdir(), 'measure-'));
  const output = openSync(stdout, 'w');
  try {
    const report = join(folder, 'report');
    const { status, error } = spawnSync('/usr/bin/time', ['-f', '%U %S %e %M', '-o', report, ...command], {
      env: { ...process.env, ...env },
      cwd,
      stdio: ['ignore', output, 'inherit'],
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`${command.join(' ')}: exit code ${status}`);
    const [user = NaN, system = NaN, wall = NaN, peakKilobytes = NaN] = readFileSync(report, 'utf8')
      .split(' ')
      .map(Number);
    return { cpuSeconds: user + system, wallSeconds: wall, peakBytes: peakKilobytes * 1024 };
  } finally {
    closeSync(output);
    rmSync(folder, { recursive: true });
  }
}

/** Returns the median; of an even number of values, the lower one of the middle two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? NaN;
}
