import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SCRIPTS_HASH_DIGITS, SCRIPTS_INFIX } from '../kubernetes/names';
import { readScript } from '../read-script';

/** The exit code of `fail_job` in common.sh: it fails the Job, because no retry can repair the error. */
export const FAIL_JOB_EXIT_CODE = 65;

/** Name of the pod's volume that is the ConfigMap with the scripts. */
export const SCRIPTS_VOLUME = 'workspace-scripts';

/** Where init containers mount that volume. */
export const SCRIPTS_PATH = '/etc/workspace-scripts';

/** How containers mount it. */
export const SCRIPTS_MOUNT = { name: SCRIPTS_VOLUME, mountPath: SCRIPTS_PATH, readOnly: true } as const;

/** Scripts by file name. */
export type Scripts = Readonly<Record<string, string>>;

const FILES = [
  'attempt.sh',
  'clone.sh',
  'common.sh',
  'copy.sh',
  'credentials.sh',
  'git.sh',
  'mirror.sh',
  'old-runs.sh',
  'push-check.sh',
  'push-commit.sh',
  'push-common.sh',
  'push-look.sh',
  'push.sh',
  'remove-tree.sh',
  'server.sh',
];

/** The scripts that prepare working trees. */
export const SCRIPTS: Scripts = readScripts(__dirname);

/** Returns the scripts of a folder. */
export function readScripts(folder: string): Scripts {
  return Object.fromEntries(FILES.map((file) => [file, readScript(join(folder, file))]));
}

/** Returns the name of the ConfigMap that contains `scripts`: it ends in 10 hex digits of their SHA-256. */
export function scriptsConfigMapName(prefix: string, scripts: Scripts): string {
  const hash = createHash('sha256').update(JSON.stringify(scripts)).digest('hex').slice(0, SCRIPTS_HASH_DIGITS);
  return `${prefix}${SCRIPTS_INFIX}${hash}`;
}
