import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = resolve(__dirname, '../../..');

/** Runs a program in the package's folder. Returns its standard output. @throws with all output if it fails */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = { cwd: PACKAGE, env: { ...process.env, ...env }, maxBuffer: Infinity };
  try {
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')} failed\n${stdout}${stderr}`, { cause: error });
  }
}

/** A program that runs in the package's folder. */
export class Program {
  output = '';
  readonly exitCode: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(program: string, args: readonly string[]) {
    this.child = spawn(program, args, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.exitCode = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Waits until its output matches `text`. @throws if it ends before */
  async printed(text: RegExp): Promise<void> {
    const ended = this.exitCode.then(() => Promise.reject(new Error(`ended without ${text}\n${this.output}`)));
    ended.catch(() => undefined);
    while (!text.test(this.output)) await Promise.race([once(this.child.stdout!, 'data'), ended]);
  }

  /** Sends SIGINT to the program and its children, as Ctrl-C does in a terminal. */
  interrupt(): void {
    process.kill(-this.child.pid!, 'SIGINT');
  }
}
