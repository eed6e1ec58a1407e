import { text } from './text';
import type { Validator } from './validator';

/** Linux passes at most 128 KiB to a program in one argument, or in one variable with its name, a zero byte included. */
const MAX_ARGUMENT_BYTES = 128 * 1024 - 1;

/** Validates an argument of a command. */
export const argument: Validator = (value) => text(value) ?? argumentSize(value);

/** Validates the value of the environment variable `name`. */
export function envValue(name: string): Validator {
  return (value) => text(value) ?? argumentSize(`${name}=${value}`);
}

function argumentSize(value: string): string | undefined {
  const bytes = Buffer.byteLength(value);
  return bytes > MAX_ARGUMENT_BYTES
    ? `takes ${bytes} bytes; Linux allows at most ${MAX_ARGUMENT_BYTES} bytes in one argument or variable: put it into a file of the repository`
    : undefined;
}
