import { count } from '../count';
import { DEFAULTS } from '../../constructs/defaults';
import { dnsName, jobName } from '../../kubernetes/names';
import type { Chain } from '../../task-list';
import { chainGraph } from './chain-graph';
import { chainClaim, kubectlCommands } from './kubectl';
import { code, table } from '../markdown';

/**
 * README.md of a chain's folder: a picture and a table of its tasks, and how to look at them in the cluster.
 *
 * @param namespace The list's; without one, the commands use kubectl's.
 */
export function chainReadme(chain: Chain, namespace?: string): string {
  const claim = code(chainClaim(chain).claimName);
  const { taskId, ref = chain.root.repository?.ref } = chain.root.task;
  const rows = chain.tasks.map(({ task, parent }) => [
    `[${code(task.taskId)}](${dnsName(task.taskId)}.k8s.yaml)`,
    parent ? code(parent.task.taskId) : '',
    code(task.image),
    parent ? '' : ref === undefined ? 'default branch' : code(ref),
    claim,
    code(jobName(task.taskId, task.run ?? DEFAULTS.run)),
  ]);
  return `${[
    `# ${code(taskId)}`,
    `A chain of ${count(chain.tasks.length, 'task')}: each starts from the working tree that its parent left.`,
    ...chainGraph(chain),
    table(['Task', 'Parent', 'Image', 'Ref', 'Claim', 'Job'], rows),
    'To look at a task in the cluster, set `tree` to the name of its Job without `keruta-job-`:',
    ['```sh', ...kubectlCommands(chain, namespace), '```'].join('\n'),
  ].join('\n\n')}\n`;
}
