import { Command } from 'commander';
import { DIST, FOLDERS } from '../output/layout';
import { UserError } from '../user-error';
import { print, printToStderr } from './print';
import { signalExitCode } from './signal-exit-code';

type Cluster = typeof import('../cluster');

interface ApplyCommandOptions {
  readonly dryRun: boolean;
}

export function applyCommand(): Command {
  return new Command('apply')
    .description(
      `Apply ${DIST}/ with kubectl, in the order of the tasks, and wait for the Jobs. For clusters without Argo CD.`,
    )
    .argument('[folders...]', `folders of chains and repositories (default: all of ${DIST}/)`)
    .option('--dry-run', 'let the API server validate each change, and change nothing', false)
    .addHelpText(
      'after',
      `
The ConfigMap in ${DIST}/${FOLDERS.workspace}/ is applied first, then the claims, then each chain's Jobs in order.
A Job that exists is not changed. Before a new run of a task, the Jobs of its earlier runs are deleted.

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
  npm run apply -- ${DIST}/${FOLDERS.tasks}/build`,
    )
    .action(async (folders: string[], { dryRun }: ApplyCommandOptions) => {
      // Loaded here, because the other commands do not need it.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { allFolders, applyFolders } = require('../cluster') as Cluster;
      const watches = new AbortController();
      exitOnSignals(watches);
      try {
        const failed = await applyFolders(folders.length > 0 ? folders : allFolders(DIST), {
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

function exitOnSignals(watches: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      watches.abort();
      printToStderr('stopped watching; the Jobs continue in the cluster');
      process.exit(signalExitCode(signal));
    });
  }
}
