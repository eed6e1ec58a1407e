import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULTS } from '../constructs/defaults';
import { outputFolder } from '../output/output-folder';
import { UserError } from '../user-error';
import { readList } from './read-list';

export const DEFAULT_FILE = 'tasks.json';

/** The options of all commands that work with a list or its manifests. */
export interface ListOptions {
  readonly file: string;
  /** @default - follows from the list */
  readonly output?: string;
}

/** Adds `--file` to a command. */
export function addFileOption(command: Command): Command {
  return command.option('--file <file>', 'the list of tasks', DEFAULT_FILE);
}

/** Adds `--file` and `--output` to a command. */
export function addListOptions(command: Command): Command {
  return addFileOption(command).option(
    '--output <folder>',
    `the folder of the manifests (default: argoCd.path of the list; without argoCd, ${DEFAULTS.argoCd.path} beside the list)`,
  );
}

/**
 * Returns the absolute path of the folder with the manifests. Reads the list if no option names the folder.
 *
 * @throws {UserError} if the list has errors, after printing them
 */
export function findOutputFolder({ file, output }: ListOptions): string {
  if (output !== undefined) return resolve(output);
  const list = readList(file);
  if (!list) throw new UserError('correct the list, or name the folder of the manifests with --output');
  return outputFolder(file, list);
}
