import { countTasks } from '../count';
import { claimName, dnsName } from '../../kubernetes/names';
import type { Chain, Repository, TaskList } from '../../task-list';
import { code, table } from '../markdown';

/** README.md of `dist/`: what there is, and where. */
export function distReadme(list: TaskList): string {
  const { chains, repositories } = list;
  return `${[
    '# Tasks',
    `${countTasks(list)}, written by \`npm run synth\`.`,
    table(['Chain', 'Tasks', 'Repository'], chains.map(chainRow)),
    ...(repositories.length === 0
      ? []
      : [
          '# Repositories',
          'Each has a claim of its own, which all its chains share.',
          table(['Repository', 'URL', 'Claim'], repositories.map(repositoryRow)),
        ]),
  ].join('\n\n')}\n`;
}

function chainRow({ root: { task, repository }, tasks }: Chain): string[] {
  return [
    `[${code(task.taskId)}](tasks/${dnsName(task.taskId)}/README.md)`,
    String(tasks.length),
    code(repository?.name ?? task.repoUrl),
  ];
}

function repositoryRow({ name, url }: Repository): string[] {
  const folder = dnsName(name);
  return [`[${code(name)}](repositories/${folder}/${folder}.k8s.yaml)`, code(url), code(claimName(name))];
}
