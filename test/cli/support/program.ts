import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { join } from 'node:path';

/** Arguments of `node` that start the program. */
export function programArguments(...args: readonly string[]): string[] {
  return [join(process.env.COMPILED_PROGRAM!, 'lib/cli/main.js'), ...args];
}

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in a folder. The environment is empty but for PATH and `env`. */
export function runProgram(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Result {
  const result: SpawnSyncReturns<string> = spawnSync(process.execPath, programArguments(...args), {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}
