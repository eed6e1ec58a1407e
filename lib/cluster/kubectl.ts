import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const AT_ONCE = 8;
let running = 0;
const waiting: (() => void)[] = [];

export interface Output {
  readonly stdout: string;
  /** kubectl's warnings. */
  readonly stderr: string;
}

/**
 * Runs kubectl with `input` as its standard input. However many ask, a few run at once.
 * Throws an error with kubectl's own words where it fails.
 */
export async function kubectl(args: readonly string[], input = ''): Promise<Output> {
  if (running < AT_ONCE) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    const call = promisify(execFile)('kubectl', args, { maxBuffer: Infinity });
    // A kubectl that fails early leaves its input unread; how it ends tells why.
    call.child.stdin?.on('error', () => undefined).end(input);
    return await call;
  } catch (error) {
    throw inItsOwnWords(error as Error & Partial<Output>);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** What kubectl prints, line by line while it runs. Throws where it fails. */
export async function* kubectlLines(args: readonly string[], signal: AbortSignal): AsyncGenerator<string> {
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  const closed = once(child, 'close') as Promise<[number | null]>;
  closed.catch(() => undefined); // Thrown where it is awaited.
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  yield* createInterface({ input: child.stdout });
  const [code] = await closed;
  if (code !== 0) throw inItsOwnWords({ message: `kubectl ${args.join(' ')} failed`, stderr });
}

function inItsOwnWords({ message, stderr, code }: { message: string; stderr?: string; code?: unknown }): Error {
  if (code === 'ENOENT') return new Error('kubectl is not on the PATH');
  return new Error(stderr?.trim() ? stderr.trim() : message);
}
