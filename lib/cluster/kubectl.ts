import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { UserError } from '../user-error';

const MAX_PROCESSES = 8;
let processCount = 0;
const waiting: (() => void)[] = [];

export interface KubectlOutput {
  readonly stdout: string;
  /** The warnings of kubectl. */
  readonly stderr: string;
}

/**
 * Runs kubectl with `input` as its standard input. At most 8 processes run at a time; further calls wait.
 *
 * @param signal Stops kubectl.
 * @throws {UserError} with the error message of kubectl, if it fails
 */
export async function kubectl(args: readonly string[], input = '', signal?: AbortSignal): Promise<KubectlOutput> {
  if (processCount < MAX_PROCESSES) processCount += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    const call = promisify(execFile)('kubectl', args, { maxBuffer: Infinity, signal });
    // A kubectl that fails early does not read its input. Its exit code shows the failure.
    call.child.stdin?.on('error', () => undefined).end(input);
    return await call;
  } catch (error) {
    throw kubectlError(error as Error & Partial<KubectlOutput>);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else processCount -= 1;
  }
}

/**
 * Returns the output of kubectl line by line, while it runs.
 *
 * @throws {UserError} with the error message of kubectl, if it fails
 */
export async function* kubectlLines(args: readonly string[], signal: AbortSignal): AsyncGenerator<string> {
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  closed.catch(() => undefined); // `await closed` below throws the error.
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  yield* createInterface({ input: child.stdout });
  const [code, killedBy] = await closed;
  // In a terminal, Ctrl-C stops kubectl, perhaps before this process notices it.
  if (killedBy === 'SIGINT') return;
  if (code !== 0) throw kubectlError({ message: `kubectl ${args.join(' ')} failed`, stderr });
}

function kubectlError({ message, stderr, code }: { message: string; stderr?: string; code?: unknown }): UserError {
  if (code === 'ENOENT') return new UserError('kubectl is not in the PATH: install it, or correct PATH');
  // Without a server, kubectl logs each try of its cache before the error itself.
  const lines = (stderr ?? '').split('\n').filter((line) => !/^E\d{4} .* memcache\.go:/.test(line));
  return new UserError(lines.join('\n').trim() || message);
}
