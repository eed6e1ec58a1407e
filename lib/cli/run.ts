import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { bugs } from '../../package.json';
import { UserError } from '../user-error';
import { printToStderr } from './print';

export const PROGRAM_NAME = 'git-repo-tasks';

/** `EX_SOFTWARE` of BSD's sysexits. */
const EXIT_CODE_OF_BUG = 70;

/** Runs the work of this process. Prints an error that ends it, and sets the exit code. */
export async function run(work: () => Promise<unknown>): Promise<void> {
  // A bug in the background, such as in a watch of `apply`.
  process.on('unhandledRejection', (error) => process.exit(printError(error)));
  try {
    await work();
  } catch (error) {
    process.exitCode = printError(error);
  }
}

/** Prints an error that ends the program. Returns the exit code. */
function printError(error: unknown): number {
  // Commander has printed its errors. Its exit code is 0 if the user asked for help, otherwise 1.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    printToStderr(error.message);
    return error.exitCode;
  }
  printToStderr(inspect(error));
  printToStderr(
    `\nThis is a bug in ${PROGRAM_NAME}. Report it at ${bugs.url} with the text above. Remove secrets first.`,
  );
  return EXIT_CODE_OF_BUG;
}
