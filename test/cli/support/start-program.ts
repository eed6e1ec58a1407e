import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { programArguments } from './program';

/** A program that runs. */
export interface Run {
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  readonly exitCode: Promise<number | null>;
  readonly child: ChildProcess;
  /** Sends SIGINT to the program and its children, as Ctrl-C does in a terminal. */
  interrupt(): void;
  /** Waits for a line of its standard output. */
  printed(line: string | RegExp): Promise<void>;
  /** Waits for a line of its standard error. */
  noted(line: string | RegExp): Promise<void>;
}

const children = new Set<ChildProcess>();

/** Starts the program in a folder, without a standard input. */
export function startProgram(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Run {
  const child = spawn(process.execPath, programArguments(...args), {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  children.add(child);
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  const stdout = new Lines(child.stdout, exitCode);
  const stderr = new Lines(child.stderr, exitCode);
  return {
    lines: stdout.all,
    errors: stderr.all,
    exitCode,
    child,
    interrupt: () => process.kill(-child.pid!, 'SIGINT'),
    printed: (line) => stdout.waitFor(line),
    noted: (line) => stderr.waitFor(line),
  };
}

/** The lines of an output. */
class Lines {
  readonly all: string[] = [];
  private readonly reader: Interface;
  private readonly end: Promise<never>;

  constructor(output: Readable, exitCode: Promise<unknown>) {
    this.reader = createInterface({ input: output }).on('line', (line) => this.all.push(line));
    this.end = exitCode.then(() => Promise.reject(new Error(`the program ended after:\n${this.all.join('\n')}`)));
    this.end.catch(() => undefined);
  }

  async waitFor(line: string | RegExp): Promise<void> {
    while (!this.all.some((printed) => (typeof line === 'string' ? printed === line : line.test(printed)))) {
      await Promise.race([once(this.reader, 'line'), this.end]);
    }
  }
}

/** Kills the programs that still run, at the end of a test. */
export function killPrograms(): void {
  for (const child of children) child.kill();
  children.clear();
}
