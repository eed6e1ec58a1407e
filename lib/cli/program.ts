import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { bugs, description, version } from '../../package.json';
import { UserError } from '../user-error';
import { applyCommand } from './apply';
import { checkCommand } from './check';
import { commitDistCommand } from './commit-dist';
import { printToStderr } from './print';
import { synthCommand } from './synth';

const PROGRAM_NAME = 'git-repo-tasks';

const EXIT_CODES = `
Exit codes:
  0   success
  1   the list, git or the cluster has an error; the output describes it
  2   the command line is wrong
  70  the program has a bug
  130 stopped with Ctrl-C (143: stopped by SIGTERM)`;

/** `EX_SOFTWARE` of BSD's sysexits. */
const EXIT_CODE_OF_BUG = 70;

function createProgram(): Command {
  const program = new Command(PROGRAM_NAME)
    .description(description)
    .version(version, '-V, --version', 'print the version')
    // Commander's command `help` prints no error for an unknown command. Each command has --help.
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES);
  for (const command of [synthCommand(), checkCommand(), applyCommand(), commitDistCommand()]) {
    program.addCommand(command.addHelpText('after', EXIT_CODES));
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError(`Run "${helpOf(command)}" for the arguments that are allowed.`);
  }
  return program;
}

function helpOf(command: Command): string {
  return command.parent ? `npm run ${command.name()} -- --help` : `${PROGRAM_NAME} --help`;
}

/** Runs the program with arguments such as `process.argv`, and sets the exit code of the process. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  // A bug in the background, such as in a watch of `apply`.
  process.on('unhandledRejection', (error) => process.exit(printError(error)));
  try {
    await createProgram().parseAsync(argv);
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
