import { UserError } from '../user-error';
import { signalExitCode } from './signal-exit-code';

/** Calls a prompt of @clack/prompts with the signal that ends it. Its result is a symbol if the user cancels. */
export type Prompt<T> = (signal: AbortSignal) => Promise<T>;

/** Whether a person can answer questions. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/**
 * Returns the answer of the user.
 *
 * @throws {UserError} with the message `canceled`, if the user cancels
 */
export async function ask<T>(prompt: Prompt<T>, canceled: string): Promise<Exclude<T, symbol>> {
  const input = new AbortController();
  const close = (): void => input.abort();
  // Ctrl-D closes the input. A prompt would then wait forever, and the process would end with exit code 0.
  process.once('beforeExit', close);
  try {
    const answer = await prompt(input.signal);
    if (typeof answer === 'symbol') throw new UserError(canceled, signalExitCode('SIGINT'));
    return answer as Exclude<T, symbol>;
  } finally {
    process.off('beforeExit', close);
  }
}
