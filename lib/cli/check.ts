import { Command, Option } from 'commander';
import { countTasks } from '../output/count';
import type { TaskList } from '../task-list';
import { addListOptions, type ListOptions } from './list-options';
import { print } from './print';
import { readList } from './read-list';

type Compare = typeof import('../compare');
type LoadApp = typeof import('./load-app');

interface CheckOptions extends ListOptions {
  /** The commit to compare with; `true` for the default one. */
  readonly against?: string | true;
  readonly format?: 'text' | 'markdown';
}

export function checkCommand(): Command {
  return addListOptions(new Command('check'))
    .description('Validate the list. With --against, also print what a change of the list does in the cluster.')
    .option(
      '--against [commit]',
      'compare with a commit (default: the merge base with origin/HEAD, otherwise with main)',
    )
    .addOption(new Option('--format <format>', 'of the comparison').choices(['text', 'markdown']))
    .addHelpText('after', '\nExample:\n  npm run check -- --against origin/main --format markdown')
    .action((options: CheckOptions, command: Command) => {
      if (options.format !== undefined && options.against === undefined) {
        command.error("error: option '--format' needs '--against'");
      }
      const list = readList(options.file);
      if (!list) return;
      if (options.against === undefined) print(`${countTasks(list)}: no errors`);
      else process.exitCode = compare(list, options);
    });
}

/** Prints the comparison. Returns 1 if one of the changes cannot be made, else 0. */
function compare(list: TaskList, { file, output, against, format }: CheckOptions): number {
  // Loaded here, because loading cdk8s takes longer than checking most lists.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { compareWithCommit, toMarkdown, toText } = require('../compare') as Compare;
  const { loadSynthesize } = require('./load-app') as LoadApp;
  /* eslint-enable @typescript-eslint/no-require-imports */
  const ref = against === true ? undefined : against;
  const comparison = compareWithCommit(list, { file, output, ref, synthesize: loadSynthesize() });
  print((format === 'markdown' ? toMarkdown(comparison) : toText(comparison)).trimEnd());
  return comparison.changes.some(({ kind }) => kind === 'rejected') ? 1 : 0;
}
