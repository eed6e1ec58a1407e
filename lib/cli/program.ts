import { Command } from 'commander';
import { description, name as packageName, version } from '../../package.json';
import { applyCommand } from './apply';
import { checkCommand } from './check';
import { commitDistCommand } from './commit-dist';
import { initCommand } from './init';
import { logsCommand } from './logs';
import { rerunCommand } from './rerun';
import { PROGRAM_NAME, run } from './run';
import { shellCommand } from './shell';
import { statusCommand } from './status';
import { synthCommand } from './synth';
import { treesCommand } from './trees';

const EXIT_CODES = `
Exit codes:
  0   success
  1   the list, git or the cluster has an error; the output describes it
  2   the command line is wrong
  70  the program has a bug
  130 stopped with Ctrl-C (143: stopped by SIGTERM)`;

function createProgram(): Command {
  const program = new Command(PROGRAM_NAME)
    .description(description)
    .version(version, '-V, --version', 'print the version')
    // Commander's command `help` prints no error for an unknown command. Each command has --help.
    .helpCommand(false)
    .addHelpText('after', EXIT_CODES);
  const commands = [
    initCommand(),
    synthCommand(),
    checkCommand(),
    applyCommand(),
    statusCommand(),
    logsCommand(),
    shellCommand(),
    treesCommand(),
    rerunCommand(),
    commitDistCommand(),
  ];
  for (const command of commands) program.addCommand(command.addHelpText('after', EXIT_CODES));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError(`Run "${helpOf(command)}" for the arguments that are allowed.`);
  }
  return program;
}

function helpOf(command: Command): string {
  const name = command.name();
  if (!command.parent) return `${PROGRAM_NAME} --help`;
  // Before this command there are no npm scripts.
  return name === 'init' ? `npx ${packageName} init --help` : `npm run ${name} -- --help`;
}

/** Runs the program with arguments such as `process.argv`, and sets the exit code of the process. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  await run(() => createProgram().parseAsync(argv));
}
