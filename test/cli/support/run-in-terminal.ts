import { spawn } from 'node:child_process';
import { programArguments } from './program';

export interface TerminalOptions {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Is called with everything that was printed, whenever more is. Returns what to type, once. */
  readonly type?: (screen: string) => string | undefined;
  /** @default 40 */
  readonly rows?: number;
}

/** Runs the program in a pseudo-terminal with 120 columns. */
export async function runInTerminal(options: TerminalOptions): Promise<{ exitCode: number; screen: string }> {
  const { cwd, args, env, type, rows = 40 } = options;
  const program = [process.execPath, ...programArguments(...args)].join(' ');
  const terminal = `stty cols 120 rows ${rows}; exec ${program}`;
  const child = spawn('script', ['--quiet', '--return', '--command', terminal, '/dev/null'], {
    cwd,
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
  });
  let screen = '';
  let typed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const input = typed ? undefined : type?.(screen);
    typed ||= input !== undefined;
    if (input !== undefined) child.stdin.write(input);
  });
  const exitCode = await new Promise<number>((resolve) => child.on('exit', resolve));
  return { exitCode, screen };
}
