import { DEFAULTS } from '../../constructs/defaults';
import { isObject } from '../../validation/is-object';
import type { PodVolume } from '../../validation/pod-volume';
import type { TaskEntry } from '../list-text';
import type { FieldReader } from './field-reader';
import { useGitSecret, type GitContainer } from './git-container';

/** Volumes that Kubernetes adds to a pod, with the token of its ServiceAccount. */
const TOKEN_VOLUME_PREFIX = 'kube-api-access-';

const OTHER_KIND =
  'a task has volumes with a ConfigMap, a Secret, a claim, an emptyDir or a token; add others in main.ts';
const PART_OF_VOLUME = 'a task mounts whole volumes, without subPath; add others in main.ts';

/** Returns the fields of a task for the volumes of a pod, except that of the tree. Reports those that a task cannot have. */
export function importVolumes(readers: readonly FieldReader[], git: GitContainer, main: FieldReader): TaskEntry {
  let tmp: TaskEntry = {};
  const volumes: PodVolume[] = [];
  for (const reader of readers) {
    const name = reader.text('name') ?? '';
    const mounts = mountsOf(main, name);
    const gitSecret = mountsOf(git.reader, name).length > 0 ? reader.object('secret').text('secretName') : undefined;
    if (name.startsWith(TOKEN_VOLUME_PREFIX)) reader.ignoreAll();
    else if (gitSecret !== undefined) reader.reject(useGitSecret(gitSecret));
    else if (isTmp(reader, mounts)) {
      const sizeLimit = reader.object('emptyDir').text('sizeLimit');
      tmp = sizeLimit === undefined ? {} : { tmpSize: sizeLimit };
    } else volumes.push(...importMounts(reader, mounts));
  }
  return { ...tmp, ...(volumes.length > 0 && { volumes }) };
}

interface Mount {
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
}

function mountsOf(container: FieldReader, volume: string): Mount[] {
  const mounts = container.objects('volumeMounts').filter((mount) => mount.value('name') === volume);
  return mounts.map((mount) => ({
    mountPath: mount.text('mountPath') ?? '',
    subPath: mount.text('subPath'),
    readOnly: mount.value('readOnly') === true,
  }));
}

function isTmp(reader: FieldReader, mounts: readonly Mount[]): boolean {
  return reader.value('emptyDir') !== undefined && mounts.every(({ mountPath }) => mountPath === '/tmp');
}

/** A volume that the main container does not mount has no effect on the task. */
function importMounts(reader: FieldReader, mounts: readonly Mount[]): PodVolume[] {
  const source = readSource(reader);
  if (!source) reader.reject(OTHER_KIND);
  else if (mounts.some(({ subPath }) => subPath !== undefined)) reader.reject(PART_OF_VOLUME);
  else {
    return mounts.map(({ mountPath, readOnly }) => ({
      mountPath,
      ...source,
      ...('claim' in source && readOnly && { readOnly }),
    }));
  }
  return [];
}

type Source = Omit<PodVolume, 'mountPath'>;

function readSource(reader: FieldReader): Source | undefined {
  const [configMap, secret] = [reader.object('configMap'), reader.object('secret')];
  const claim = reader.object('persistentVolumeClaim');
  const [configMapName, secretName, claimName] = [
    configMap.text('name'),
    secret.text('secretName'),
    claim.text('claimName'),
  ];
  if (configMapName !== undefined) return { configMap: configMapName, ...readOptional(configMap) };
  if (secretName !== undefined) return { secret: secretName, ...readOptional(secret) };
  if (claimName !== undefined) return { claim: claimName, ...(claim.value('readOnly') === true && { readOnly: true }) };
  return isObject(reader.value('emptyDir')) ? readEmptyDir(reader.object('emptyDir')) : readToken(reader);
}

function readOptional(source: FieldReader): Pick<PodVolume, 'optional'> {
  return source.value('optional') === true ? { optional: true } : {};
}

function readEmptyDir(emptyDir: FieldReader): Source {
  const sizeLimit = emptyDir.text('sizeLimit');
  if (sizeLimit === undefined)
    emptyDir.report('sizeLimit', `is not set; the volume of the task has ${DEFAULTS.tmpSize}`);
  const isMemory = emptyDir.text('medium') === 'Memory';
  return { emptyDir: sizeLimit ?? DEFAULTS.tmpSize, ...(isMemory && { medium: 'Memory' }) };
}

/** Returns the only token of a volume that is a file called `token`. */
function readToken(reader: FieldReader): Source | undefined {
  const [source, ...others] = reader.object('projected').objects('sources');
  const token = source?.object('serviceAccountToken');
  const audience = token?.text('audience');
  if (!token || audience === undefined || others.length > 0 || token.text('path') !== 'token') return undefined;
  const seconds = token.value('expirationSeconds');
  return { serviceAccountToken: { audience, ...(typeof seconds === 'number' && { expirationSeconds: seconds }) } };
}
