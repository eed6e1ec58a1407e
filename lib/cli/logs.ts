import { Command, Option } from 'commander';
import { DEFAULTS } from '../constructs/defaults';
import { dnsName, jobName, parseJobName } from '../kubernetes/names';
import { UserError } from '../user-error';
import { formatValue } from '../validation/format-value';
import { describeTree } from './describe-tree';
import { exitOnSignals } from './exit-on-signals';
import { findTasks, type FoundTask } from './find-tasks';
import { addFileOption, type ListOptions } from './list-options';
import { parsePositiveInteger } from './parse-positive-integer';
import { printLogLine, printToStderr } from './print';
import { readList } from './read-list';

type Cluster = typeof import('../cluster');
type Job = import('../cluster').Job;

interface LogsOptions extends Pick<ListOptions, 'file'> {
  readonly run?: number;
  readonly attempt?: number;
  readonly previous?: true;
  readonly container?: string;
}

export function logsCommand(): Command {
  return addFileOption(new Command('logs'))
    .description(
      'Print the log of a task: of the container that prepares its tree, then of main. Follows it while it runs.',
    )
    .argument('<task>', 'ID of the task')
    .option('--run <number>', 'run of the task (default: the newest in the cluster)', parsePositiveInteger)
    .option('--attempt <number>', 'attempt of the run, from 1 (default: the last)', parsePositiveInteger)
    .addOption(new Option('--previous', 'the attempt before the last').conflicts('attempt'))
    .option('--container <name>', 'only the log of this container, such as a sidecar')
    .addHelpText(
      'after',
      `
The logs go to stdout, all else to stderr. Ctrl-C stops the command; the task continues.

Rights in the namespace:
  jobs      list
  pods      list, watch
  pods/log  get

Examples:
  npm run logs -- build
  npm run logs -- build --previous
  npm run logs -- build --run 2 --attempt 1`,
    )
    .action(logs);
}

async function logs(taskId: string, { file, previous, ...options }: LogsOptions): Promise<void> {
  const list = readList(file, { warnings: false });
  if (!list) return;
  const [found] = findTasks(list, [taskId]);
  // Loaded here, because the other commands do not need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { listJobs, namespaceOfList, printLog } = require('../cluster') as Cluster;
  const watches = new AbortController();
  exitOnSignals(watches);
  exitWithReader();
  try {
    const namespace = await namespaceOfList(list);
    const job = findJob(await listJobs(namespace), found!, { namespace, run: options.run });
    const hasLog = await printLog(job, {
      ...options,
      attempt: previous ? 'previous' : options.attempt,
      namespace,
      signal: watches.signal,
      print: printLogLine,
      note: printToStderr,
    });
    if (!hasLog) throw logIsGone(found!, parseJobName(job.metadata.name).run);
  } finally {
    watches.abort();
  }
}

/** Exits if the reader of stdout ends, such as `head`. */
function exitWithReader(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit();
  });
}

interface JobQuery {
  readonly namespace: string;
  readonly run?: number;
}

/**
 * Returns the Job of a run of a task: without `run`, of the newest one in the cluster.
 *
 * @throws {UserError} if there is none
 */
function findJob(jobs: readonly Job[], found: FoundTask, { namespace, run }: JobQuery): Job {
  const { taskId, run: listed = DEFAULTS.run } = found.task.task;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { newestJobs } = require('../cluster') as Cluster;
  const newest = newestJobs(jobs).get(dnsName(taskId));
  const job = run === undefined ? newest : jobs.find(({ metadata }) => metadata.name === jobName(taskId, run));
  if (!job) {
    const wanted = run ?? listed;
    throw new UserError(
      `run ${wanted} of ${formatValue(taskId)} has no Job in namespace ${namespace}, so there is no log: it was not applied yet, or it was deleted. If it ran, ${describeTree(found, wanted)}`,
    );
  }
  const newestRun = parseJobName(job.metadata.name).run;
  if (run === undefined && newestRun !== listed) {
    printToStderr(`run ${listed} is not in namespace ${namespace} yet: this is the log of run ${newestRun}`);
  }
  return job;
}

function logIsGone(found: FoundTask, run: number): UserError {
  const { taskId } = found.task.task;
  return new UserError(
    `run ${run} of ${formatValue(taskId)} has ended and its pods were deleted, so its log is gone; ${describeTree(found, run)}`,
  );
}
