import { isDeepStrictEqual } from 'node:util';
import { CONTAINERS, SCRIPTS_NAME_ENDING, VOLUME_PREFIX } from '../kubernetes/names';
import type { FieldPath } from './differences';
import type { Job, Snapshot, Volume } from './snapshot';

/** Matches the name of a ConfigMap with the shell scripts. */
const SCRIPTS_CONFIG_MAP = new RegExp(SCRIPTS_NAME_ENDING);
const SCRIPT_CONTAINERS: readonly string[] = [
  ...[CONTAINERS.clone, CONTAINERS.copy],
  ...[CONTAINERS.pushLook, CONTAINERS.pushCheck, CONTAINERS.pushCommit, CONTAINERS.push],
];

/**
 * Whether a field differs between two Jobs because they use other shell scripts: the volume with the scripts, its mount,
 * or the command of a container that runs one. An upgrade changes these in all Jobs, which is not an edit of the tasks.
 */
export function isScriptsPath(path: FieldPath, old: Job, job: Job): boolean {
  if (!usesOtherScripts(old, job) || path.slice(0, 3).join('.') !== 'spec.template.spec') return false;
  const isScriptsVolume = (name?: string): boolean =>
    [old, job].flatMap(scriptsVolumes).some((volume) => volume.name === name);
  const [list, item = '', field, volumeMount] = path.slice(3);
  if (list === 'volumes') return isScriptsVolume(item);
  const runsScripts = /^(initC|c)ontainers$/.test(list ?? '') && SCRIPT_CONTAINERS.includes(item);
  return runsScripts && (field === 'command' || (field === 'volumeMounts' && isScriptsVolume(volumeMount)));
}

/** Counts the Jobs that use other shell scripts than before, and the ConfigMaps with other scripts. */
export function countScriptChanges(before: Snapshot, after: Snapshot): number {
  const jobs = [...after.jobs].filter(([taskId, job]) => {
    const old = before.jobs.get(taskId);
    return old && usesOtherScripts(old, job);
  });
  const configMaps = [...after.configMaps].filter(
    ([name, map]) => !isDeepStrictEqual(before.configMaps.get(name), map),
  );
  return jobs.length + configMaps.length;
}

function usesOtherScripts(old: Job, job: Job): boolean {
  return !isDeepStrictEqual(scriptsVolumes(old), scriptsVolumes(job));
}

function scriptsVolumes({ spec }: Job): Volume[] {
  const { volumes = [] } = spec?.template?.spec ?? {};
  return volumes.filter(
    ({ name, configMap }) => !name?.startsWith(VOLUME_PREFIX) && SCRIPTS_CONFIG_MAP.test(configMap?.name ?? ''),
  );
}
