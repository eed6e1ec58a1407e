import { DEFAULTS } from '../constructs/defaults';
import { dnsName } from '../kubernetes/names';
import { JOB_HEALTH_CHECK_FILE } from '../validation/argo-cd';
import type { ArgoCd, Chain, ChainTask, Repository } from '../task-list';

// The layout of dist/. No other file knows its folders and file names. Paths are relative to dist/, with "/".

export const FOLDERS = {
  argoCd: 'argo-cd',
  workspace: 'workspace',
  repositories: 'repositories',
  tasks: 'tasks',
} as const;

/** Ending of every file that contains manifests. */
export const MANIFEST_SUFFIX = '.k8s.yaml';

/** Name of the file that describes the folder it is in. */
export const README = 'README.md';

/** Path of the file with the ConfigMap of the shell scripts. */
export const WORKSPACE_PATH = `${FOLDERS.workspace}/scripts${MANIFEST_SUFFIX}`;

/** Returns the path of a chain's folder. */
export function chainFolder({ root }: Chain): string {
  return `${FOLDERS.tasks}/${dnsName(root.task.taskId)}`;
}

/** Returns the name of the file with a task's manifests, which is in the folder of its chain. */
export function taskFile({ task }: ChainTask): string {
  return `${dnsName(task.taskId)}${MANIFEST_SUFFIX}`;
}

/** Returns the path of the file with a task's manifests. */
export function taskPath(chain: Chain, task: ChainTask): string {
  return `${chainFolder(chain)}/${taskFile(task)}`;
}

/** Returns the path of the file with a repository's claim. */
export function repositoryPath({ name }: Repository): string {
  const folder = dnsName(name);
  return `${FOLDERS.repositories}/${folder}/${folder}${MANIFEST_SUFFIX}`;
}

/** Returns the path of the file with the ApplicationSet. */
export function applicationSetPath({ name = DEFAULTS.argoCd.name }: ArgoCd): string {
  return `${FOLDERS.argoCd}/${name}${MANIFEST_SUFFIX}`;
}

/** Returns the path of the file with the AppProject. */
export function appProjectPath({ name = DEFAULTS.argoCd.name }: ArgoCd): string {
  return `${FOLDERS.argoCd}/${name}-project${MANIFEST_SUFFIX}`;
}

/** Returns the path of the file with what limits the namespace of the tasks. */
export function namespaceGuardPath({ name = DEFAULTS.argoCd.name }: ArgoCd): string {
  return `${FOLDERS.argoCd}/${name}-namespace${MANIFEST_SUFFIX}`;
}

/** Path of the file with the health check of Jobs. */
export const JOB_HEALTH_CHECK_PATH = `${FOLDERS.argoCd}/${JOB_HEALTH_CHECK_FILE}`;

/** A file with manifests, as its path describes it. */
interface ManifestFile {
  readonly kind: keyof typeof FOLDERS;
  /** Name of the file without its ending: the DNS name of a task or a repository, or that of a file of an ApplicationSet. */
  readonly name: string;
}

/**
 * Parses a path that is relative to dist/, such as `tasks/build/test.k8s.yaml`.
 * Returns `undefined` if it does not lead to a file with manifests.
 */
export function parseManifestPath(path: string): ManifestFile | undefined {
  const [folder, ...rest] = path.split('/');
  const kind = (Object.keys(FOLDERS) as (keyof typeof FOLDERS)[]).find((key) => FOLDERS[key] === folder);
  const isGrouped = kind === 'tasks' || kind === 'repositories';
  const name = rest.at(-1) ?? '';
  if (kind === undefined || rest.length !== (isGrouped ? 2 : 1)) return undefined;
  if (!name.endsWith(MANIFEST_SUFFIX)) return undefined;
  return { kind, name: name.slice(0, -MANIFEST_SUFFIX.length) };
}
