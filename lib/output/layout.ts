import { DEFAULTS } from '../constructs/defaults';
import { dnsName } from '../kubernetes/names';
import type { ArgoCd, Chain, ChainTask, Repository } from '../task-list';

/** The layout of `dist/`: no other file knows its folders and file names. All paths are below `dist/`, with `/`. */
export const FOLDERS = {
  argoCd: 'argo-cd',
  repositories: 'repositories',
  tasks: 'tasks',
  workspace: 'workspace',
} as const;

/** The ending of each file that holds manifests. */
export const MANIFEST_SUFFIX = '.k8s.yaml';

/** Returns the folder of a chain. */
export function chainFolder({ root }: Chain): string {
  return `${FOLDERS.tasks}/${dnsName(root.task.taskId)}`;
}

/** Returns the file with a task's manifests. */
export function taskPath(chain: Chain, { task }: ChainTask): string {
  return `${chainFolder(chain)}/${dnsName(task.taskId)}${MANIFEST_SUFFIX}`;
}

/** Returns the file with a repository's claim. */
export function repositoryPath({ name }: Repository): string {
  const folder = dnsName(name);
  return `${FOLDERS.repositories}/${folder}/${folder}${MANIFEST_SUFFIX}`;
}

/** Returns the file with the scripts that prepare working trees. */
export function workspacePath(): string {
  return `${FOLDERS.workspace}/scripts${MANIFEST_SUFFIX}`;
}

/** Returns the file with the ApplicationSet. */
export function applicationSetPath({ name = DEFAULTS.argoCd.name }: ArgoCd): string {
  return `${FOLDERS.argoCd}/${name}${MANIFEST_SUFFIX}`;
}
