import { Command, Option } from 'commander';
import { addListOptions, type ListOptions } from './list-options';
import { print, printPainted } from './print';
import { readList } from './read-list';
import { renderOptions } from './render-options';
import { selectTasks } from './select-tasks';

type Cluster = typeof import('../cluster');
type WatchStatus = typeof import('./watch-status');

interface StatusCommandOptions extends ListOptions {
  readonly watch: boolean;
  readonly json: boolean;
}

export function statusCommand(): Command {
  return addListOptions(new Command('status'))
    .description('Print the state of each task in the cluster, and why tasks wait or have failed.')
    .argument('[tasks...]', 'IDs of tasks, each with all its descendants (default: all)')
    .option('--watch', 'print changes until Ctrl-C; on a terminal, update the output in place', false)
    .addOption(new Option('--json', 'print JSON').default(false, '').conflicts('watch'))
    .addHelpText(
      'after',
      `
The exit code is 1 if a task has failed, unless its failure is allowed.

Rights in the namespace:
  jobs                                list
Optional, to print reasons:
  pods                                list
  events                              list
Optional, in the namespace of Argo CD:
  applications.argoproj.io            list
--watch also needs the verb watch.

Examples:
  npm run status
  npm run status -- build --watch`,
    )
    .action(async (ids: string[], { file, watch, json }: StatusCommandOptions) => {
      const list = readList(file);
      if (!list) return;
      const selection = selectTasks(list, ids);
      /* eslint-disable @typescript-eslint/no-require-imports */
      // Loaded here, because the other commands do not need it.
      const { hasFailedTask, readOnce, renderStatus, StatusReader } = require('../cluster') as Cluster;
      if (watch) {
        const { watchStatus } = require('./watch-status') as WatchStatus;
        return watchStatus(list, selection);
      }
      /* eslint-enable @typescript-eslint/no-require-imports */
      const reader = await StatusReader.connect(list, readOnce);
      const now = new Date();
      const status = await reader.read(selection, now.getTime());
      if (json) print(JSON.stringify(status, null, 2));
      else printPainted(renderStatus(status, renderOptions(now)));
      process.exitCode = hasFailedTask(status) ? 1 : 0;
    });
}
