import { spawnSync } from 'node:child_process';
import { UserError } from '../user-error';

interface GitOptions {
  /** @default - the working directory of this process */
  readonly cwd?: string;
  /** Standard input. */
  readonly input?: string;
  /** Whether git's error output goes to this process' own, and not into the result. */
  readonly printErrors?: boolean;
}

interface GitResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/**
 * Runs git and returns its exit code and its output.
 *
 * @throws {UserError} if git cannot be started
 */
export function runGit(args: readonly string[], { cwd, input, printErrors = false }: GitOptions = {}): GitResult {
  const { error, ...result } = spawnSync('git', args, {
    cwd,
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', printErrors ? 'inherit' : 'pipe'],
    maxBuffer: Infinity,
  });
  if (error) throw new UserError(`git cannot be started: ${error.message}`);
  return result;
}
