import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { DEFAULTS } from '../constructs/defaults';
import { treeName, treePath } from '../kubernetes/names';
import { chainClaim } from '../task-list/chain-claim';
import { UserError } from '../user-error';
import { formatValue } from '../validation/format-value';
import { isInteractive } from './ask';
import { findTasks } from './find-tasks';
import { addFileOption, type ListOptions } from './list-options';
import { parsePositiveInteger } from './parse-positive-integer';
import { printToStderr } from './print';
import { readList } from './read-list';
import { stopOnSignals } from './stop-on-signals';

type Cluster = typeof import('../cluster');

interface ShellOptions extends Pick<ListOptions, 'file'> {
  readonly run?: number;
  readonly write: boolean;
  readonly image?: string;
}

export function shellCommand(): Command {
  return addFileOption(new Command('shell'))
    .description(
      'Open a shell in the working tree of a task, or run a command there, in a pod that is deleted afterwards.',
    )
    .argument('<task>', 'ID of the task')
    .argument('[command...]', 'after --: a command to run, and its arguments (default: sh)')
    .option('--run <number>', 'run of the task (default: the one in the list)', parsePositiveInteger)
    .option('--write', 'mount the tree so that it can be changed', false)
    .option('--image <image>', 'image of the shell, with sh and sleep (default: that of the task)')
    .addHelpText(
      'after',
      `
The pod sees only this tree, at the path where the task sees it. The exit code is that of the command.

Rights in the namespace:
  pods       create, list, watch, delete
  pods/exec  create

Examples:
  npm run shell -- build
  npm run shell -- build -- git status
  npm run shell -- build --image alpine/git -- git log`,
    )
    .action(shell);
}

async function shell(taskId: string, given: readonly string[], options: ShellOptions): Promise<void> {
  const list = readList(options.file, { warnings: false });
  if (!list) return;
  const [found] = findTasks(list, [taskId]);
  const { chain, task } = found!;
  if (task.task.push) {
    throw new UserError(
      `${formatValue(taskId)} pushes the working tree of its parent: name the task ${formatValue(task.task.parentTaskId)}`,
    );
  }
  const claim = chainClaim(chain);
  if (!claim) {
    throw new UserError(
      `${formatValue(taskId)} is ephemeral: its working tree is deleted with its pod; while the task runs, use "kubectl exec"`,
    );
  }
  // Loaded here, because the other commands do not need it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { namespaceOfList, runShell } = require('../cluster') as Cluster;

  const tree = treeName(taskId, options.run ?? task.task.run ?? DEFAULTS.run);
  const image = options.image ?? task.task.image;
  const command = given.length > 0 ? given : ['sh'];
  const stop = stopOnSignals();
  const namespace = await namespaceOfList(list);
  printToStderr(`starting a pod of ${image} with ${treePath(tree)}${options.write ? '' : ', read-only'}`);
  try {
    process.exitCode = await runShell({
      name: `shell-${tree}-${randomBytes(2).toString('hex')}`,
      namespace,
      task: task.task,
      claim,
      tree,
      image,
      root: task.repository ?? chain.root.task,
      write: options.write,
      command,
      isTerminal: isInteractive(),
      signal: stop,
      note: printToStderr,
    });
  } catch (error) {
    stop.throwIfAborted();
    throw error;
  }
}
