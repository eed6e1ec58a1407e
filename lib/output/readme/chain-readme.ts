import { DEFAULTS } from '../../constructs/defaults';
import { INPUTS_PATH, jobName, jobNameOfTree } from '../../kubernetes/names';
import { isSameRepository } from '../../validation/git-url';
import type { Chain, TaskList } from '../../task-list';
import { chainClaim } from '../../task-list/chain-claim';
import { count } from '../count';
import { chainFolder, taskFile } from '../layout';
import { formatCode, formatTable } from '../markdown';
import { renderChainGraph } from './chain-graph';
import { compareUrl } from './compare-url';
import { renderKubectlCommands } from './kubectl-commands';

/**
 * Renders README.md of a chain's folder: a graph and a table of its tasks, and commands to inspect them in the cluster.
 *
 * Without a namespace in the list, the commands use the current namespace of kubectl.
 */
export function renderChainReadme(chain: Chain, { argoCd, namespace }: Pick<TaskList, 'argoCd' | 'namespace'>): string {
  const dist = argoCd?.path ?? DEFAULTS.argoCd.path;
  const claim = chainClaim(chain);
  const { taskId, ref = chain.root.repository?.ref } = chain.root.task;
  const hasInputs = chain.tasks.some(({ inputs }) => inputs.length > 0);
  const hasAllowedFailures = chain.tasks.some(({ task }) => task.allowFailure);
  const rows = chain.tasks.map((chainTask) => {
    const { task, parent, inputs } = chainTask;
    return [
      `[${formatCode(task.taskId)}](${taskFile(chainTask)})`,
      parent ? formatCode(parent.task.taskId) : '',
      ...(hasInputs ? [inputs.map((input) => formatCode(input.task.taskId)).join(', ')] : []),
      formatCode(task.image),
      parent ? '' : ref === undefined ? 'default branch' : formatCode(ref),
      claim ? formatCode(claim.claimName) : 'none: the tree is deleted with the pod',
      formatCode(jobName(task.taskId, task.run ?? DEFAULTS.run)),
      ...(hasAllowedFailures ? [task.allowFailure ? 'yes' : ''] : []),
    ];
  });
  return `${[
    `# ${formatCode(taskId)}`,
    `This chain has ${count(chain.tasks.length, 'task')}. A child task starts from the working tree of its parent.` +
      (hasInputs
        ? ` A task reads the working trees of its inputs (dotted lines) at ${formatCode(`${INPUTS_PATH}/`)}.`
        : '') +
      (hasAllowedFailures ? ' The child tasks of a task that may fail also start when it has failed.' : ''),
    `Argo CD applies this folder. Without Argo CD, run \`npm run apply -- ${dist}/${chainFolder(chain)}\`.`,
    ...renderChainGraph(chain),
    formatTable(
      [
        'Task',
        'Parent',
        ...(hasInputs ? ['Inputs'] : []),
        'Image',
        'Ref',
        'Claim',
        'Job',
        ...(hasAllowedFailures ? ['May fail'] : []),
      ],
      rows,
    ),
    ...renderPushes(chain),
    `To inspect a task in the cluster, set \`tree\` to the name of its Job without \`${jobNameOfTree('')}\`:`,
    ['```sh', ...renderKubectlCommands(chain, namespace), '```'].join('\n'),
  ].join('\n\n')}\n`;
}

/** Renders a table of the branches that the tasks of a chain push to, if there are any. */
function renderPushes({ root, tasks }: Chain): string[] {
  const { ref = root.repository?.ref, repoUrl } = root.task;
  // A commit or a tag is not a branch to compare with, but a server shows the difference too.
  const base = ref?.replace(/^refs\/(heads|tags)\//, '');
  const rows = tasks.flatMap(({ task: { taskId, push } }) => {
    if (!push) return [];
    const { branch, url = repoUrl } = push;
    const link = compareUrl(url, branch, isSameRepository(url, repoUrl) ? base : undefined);
    return [[formatCode(taskId), formatCode(branch), formatCode(url), link === undefined ? '' : `<${link}>`]];
  });
  if (rows.length === 0) return [];
  return [
    'These tasks push the working tree of their parent:',
    formatTable(['Task', 'Branch', 'Repository', 'Compare'], rows),
  ];
}
