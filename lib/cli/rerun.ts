import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { DEFAULTS } from '../constructs/defaults';
import { count } from '../output/count';
import { displayFolder } from '../output/check-folder';
import { outputFolder } from '../output/output-folder';
import { parseTaskList, type ChainTask, type TaskList } from '../task-list';
import { withDependents } from '../task-list/dependents';
import { displayName } from '../task-list/parse/read-file';
import { setRuns } from '../task-list/set-runs';
import { UserError } from '../user-error';
import { formatValue } from '../validation/format-value';
import { RANGES } from '../validation/ranges';
import { findFailedTasks } from './find-failed-tasks';
import { findTasks, type FoundTask } from './find-tasks';
import { addFileOption, DEFAULT_FILE, type ListOptions } from './list-options';
import { print } from './print';
import { printProblems } from './print-problems';
import { readList } from './read-list';
import { replaceFile } from './replace-file';

type Compare = typeof import('../compare');
type LoadApp = typeof import('./load-app');

/** JSON does not allow it, but editors write it. */
const BYTE_ORDER_MARK = /^\uFEFF/;

interface RerunOptions extends Pick<ListOptions, 'file'> {
  readonly children: boolean;
  readonly failed: boolean;
}

export function rerunCommand(): Command {
  return addFileOption(new Command('rerun'))
    .description('Increase "run" of tasks in the list, so that they run again. Nothing else in the file changes.')
    .argument('[tasks...]', 'IDs of tasks')
    .option(
      '--failed',
      'all tasks whose newest Job in the cluster failed, without those that are allowed to fail',
      false,
    )
    .option('--children', 'also increase it for all tasks that start from the results of these tasks', false)
    .addHelpText(
      'after',
      `
Prints what the change does in the cluster, and then writes the file. Rendering and committing it is up to you.
--failed skips a task whose new run is in the list, but not in the cluster yet.

Rights in the namespace, for --failed:
  jobs  list

Examples:
  npm run rerun -- build
  npm run rerun -- build --children
  npm run rerun -- --failed`,
    )
    .action(rerun);
}

async function rerun(ids: readonly string[], options: RerunOptions, command: Command): Promise<void> {
  const { file, children, failed } = options;
  if (ids.length === 0 && !failed) command.error("error: name the tasks, or use '--failed'");
  const list = readList(file);
  if (!list) return;
  const found = [...findTasks(list, ids), ...(failed ? await findFailedTasks(list) : [])];
  if (found.length === 0) {
    print('no task failed');
    return;
  }
  const runs = nextRuns(children ? addDependents(found) : found.map(({ task }) => task));
  const text = setRuns(readFileSync(file, 'utf8'), runs);
  const { list: edited, problems } = parseTaskList(text.replace(BYTE_ORDER_MARK, ''), displayName(file));
  if (!edited) {
    process.exitCode = printProblems(problems);
    return;
  }
  printEffect(list, edited, runs);
  replaceFile(file, text);
  printNextSteps(list, file, runs.size);
}

/** Returns tasks and all that start from their results. */
function addDependents(found: readonly FoundTask[]): ChainTask[] {
  const tasks = new Set(found.map(({ task }) => task));
  const chains = new Set(found.map(({ chain }) => chain));
  return [...chains].flatMap((chain) => [...withDependents(chain, tasks)]);
}

/**
 * Returns the next run of tasks, by ID.
 *
 * @throws {UserError} if a task has the highest one
 */
function nextRuns(tasks: readonly ChainTask[]): Map<string, number> {
  const { max } = RANGES.run;
  return new Map(
    tasks.map(({ task: { taskId, run = DEFAULTS.run } }) => {
      if (run >= max) {
        throw new UserError(
          `${formatValue(taskId)} has run ${max}, the highest: give the task another ID to run it again`,
        );
      }
      return [taskId, run + 1];
    }),
  );
}

/** Prints what the new list does in the cluster, as far as it differs from the old one. */
function printEffect(before: TaskList, after: TaskList, runs: ReadonlyMap<string, number>): void {
  // Loaded here, because loading cdk8s takes longer than finding the errors of most lists.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { compareLists, formatChange } = require('../compare') as Compare;
  const { loadSynthesize } = require('./load-app') as LoadApp;
  /* eslint-enable @typescript-eslint/no-require-imports */
  // Rendering takes longer than all else in a large list.
  const onlyAffected = (list: TaskList): TaskList => ({
    ...list,
    chains: list.chains.filter(({ tasks }) => tasks.some(({ task }) => runs.has(task.taskId))),
  });
  for (const change of compareLists(onlyAffected(before), onlyAffected(after), loadSynthesize())) {
    print(formatChange(change));
  }
}

function printNextSteps(list: TaskList, file: string, taskCount: number): void {
  const [name, folder] = [displayName(file), displayFolder(outputFolder(file, list))];
  const option = file === DEFAULT_FILE ? '' : ` -- --file ${file}`;
  const apply = list.argoCd ? '' : `npm run apply${option}, `;
  print(`\nincreased "run" of ${count(taskCount, 'task')} in ${name}`);
  print(`Next: npm run synth${option}, ${apply}then commit ${name} and ${folder}`);
}
