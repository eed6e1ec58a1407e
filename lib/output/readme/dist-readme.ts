import { claimName } from '../../kubernetes/names';
import type { ArgoCd, Chain, Repository, TaskList } from '../../task-list';
import { countTasks } from '../count';
import { formatPatchCommand } from '../job-health-check';
import {
  applicationSetPath,
  appProjectPath,
  chainFolder,
  FOLDERS,
  JOB_HEALTH_CHECK_PATH,
  namespaceGuardPath,
  README,
  repositoryPath,
} from '../layout';
import { formatCode, formatTable } from '../markdown';
import { formatSourceRecord } from '../source-record';

/**
 * Renders README.md of dist/: what is in it and how it is applied.
 *
 * @param source Path of the list, relative to dist/.
 */
export function renderDistReadme(list: TaskList, source: string): string {
  const { chains, repositories } = list;
  return `${[
    formatSourceRecord(source),
    '# Tasks',
    `${countTasks(list)}, written by \`npm run synth\` from ${formatCode(source)}. Do not edit these files: change the list ` +
      'and run it again.',
    'Argo CD applies the folders of this directory. Without Argo CD, run `npm run apply`. Do not use `kubectl apply`: it ' +
      'does not wait for one sync wave before it applies the next, so a child task would copy the working tree of its ' +
      'parent while the parent runs.',
    formatTable(['Chain', 'Tasks', 'Repository'], chains.map(chainRow)),
    ...(repositories.length === 0
      ? []
      : [
          '# Repositories',
          'Each repository has one claim. All chains of the repository use it.',
          formatTable(['Repository', 'URL', 'Claim'], repositories.map(repositoryRow)),
        ]),
    ...(list.argoCd ? argoCdSection(list.argoCd) : []),
    '# Scripts',
    `[${formatCode(`${FOLDERS.workspace}/`)}](${FOLDERS.workspace}/${README}) contains the ConfigMap with the scripts that prepare ` +
      'working trees. The Jobs of all tasks mount it.',
  ].join('\n\n')}\n`;
}

function argoCdSection(argoCd: ArgoCd): string[] {
  const files = [applicationSetPath(argoCd), ...(argoCd.guard ? guardPaths(argoCd) : [])];
  const links = files.map((path) => `[${formatCode(path)}](${path})`).join(', ');
  const patch = `[${formatCode(JOB_HEALTH_CHECK_PATH)}](${JOB_HEALTH_CHECK_PATH})`;
  return [
    '# Argo CD',
    `An administrator applies these files with kubectl when they change: ${links}.`,
    `${patch} is a health check of Jobs. It is added to the settings of Argo CD, once and when it changes:`,
    ['```sh', formatPatchCommand(argoCd), '```'].join('\n'),
  ];
}

function guardPaths(argoCd: ArgoCd): string[] {
  return [appProjectPath(argoCd), namespaceGuardPath(argoCd)];
}

function chainRow(chain: Chain): string[] {
  const { task, repository } = chain.root;
  return [
    `[${formatCode(task.taskId)}](${chainFolder(chain)}/${README})`,
    String(chain.tasks.length),
    formatCode(repository?.name ?? task.repoUrl),
  ];
}

function repositoryRow(repository: Repository): string[] {
  const { name, url } = repository;
  return [`[${formatCode(name)}](${repositoryPath(repository)})`, formatCode(url), formatCode(claimName(name))];
}
