import { Command } from 'commander';
import { DEFAULTS } from '../constructs/defaults';
import { FOLDERS } from '../output/layout';
import { UserError } from '../user-error';
import { exitOnSignals } from './exit-on-signals';
import { addListOptions, findOutputFolder, type ListOptions } from './list-options';
import { print } from './print';

type Cluster = typeof import('../cluster');

interface ApplyCommandOptions extends ListOptions {
  readonly dryRun: boolean;
}

export function applyCommand(): Command {
  return addListOptions(new Command('apply'))
    .description(
      'Apply the manifests with kubectl, in the order of the tasks, and wait for the Jobs. For clusters without Argo CD.',
    )
    .argument('[folders...]', 'folders of chains and repositories (default: all)')
    .option('--dry-run', 'let the API server validate each change, and change nothing', false)
    .addHelpText(
      'after',
      `
The ConfigMap in ${FOLDERS.workspace}/ is applied first, then the claims, then each chain's Jobs in order.
A Job that exists is not changed. Before a new run of a task, the Jobs of its earlier runs are deleted.
The children of a failed task start only if it has allowFailure, which needs Kubernetes 1.31 or newer.

Rights in the namespace:
  jobs                                get, list, watch, create, delete
  configmaps, persistentvolumeclaims  get, create, patch
Optional, to print why a Job makes no progress:
  pods                                get, list, watch
  events                              list, watch
  pods/log                            get

Examples:
  npm run apply
  npm run apply -- --dry-run
  npm run apply -- ${DEFAULTS.argoCd.path}/${FOLDERS.tasks}/build`,
    )
    .action(async (folders: string[], { dryRun, ...options }: ApplyCommandOptions) => {
      // Loaded here, because the other commands do not need it.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { allFolders, applyFolders } = require('../cluster') as Cluster;
      const watches = new AbortController();
      exitOnSignals(watches, 'stopped watching; the Jobs continue in the cluster');
      try {
        const failed = await applyFolders(folders.length > 0 ? folders : allFolders(findOutputFolder(options)), {
          dryRun,
          signal: watches.signal,
          print,
        });
        if (failed.length > 0) throw new UserError(`failed: ${failed.join(', ')}`);
      } finally {
        watches.abort();
      }
    });
}
