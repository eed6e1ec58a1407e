import { suggestSize } from './suggest-resources';
import { isObject, type Fields } from '../is-object';
import { findString, type Suggest } from './suggestion';

const PATH = '/PATH';
const SIZE = '1Gi';

/** Suggests an array of volumes instead of an object. */
export const suggestVolumes: Suggest = () => ({
  advice: `write [{ "mountPath": "${PATH}", "configMap": "NAME" }], or a secret, a claim, an emptyDir or a serviceAccountToken`,
});

/** Suggests a volume instead of one of Kubernetes, or of Docker (`cache:/cache:ro`). */
export const suggestVolume: Suggest = (value) => {
  if (typeof value === 'string') return suggestMount(value);
  if (!isObject(value)) return undefined;
  const source = toSource(value);
  return source && { value: { mountPath: findString(value, ['mountPath', 'path']) ?? PATH, ...source } };
};

function suggestMount(text: string): ReturnType<Suggest> {
  const [, claim, mountPath, mode] = /^([^:]+):(\/[^:]*)(?::(ro|rw))?$/.exec(text) ?? [];
  return claim === undefined ? undefined : { value: { mountPath, claim, ...(mode === 'ro' && { readOnly: true }) } };
}

function toSource({ configMap, secret, persistentVolumeClaim, emptyDir }: Fields): object | undefined {
  const configMapName = findString(configMap, ['name']);
  if (configMapName !== undefined) return { configMap: configMapName };
  const secretName = findString(secret, ['secretName']);
  if (secretName !== undefined) return { secret: secretName };
  const claim = findString(persistentVolumeClaim, ['claimName']);
  if (claim !== undefined) return { claim };
  return isObject(emptyDir)
    ? { emptyDir: sizeOf(emptyDir), ...(emptyDir.medium === 'Memory' && { medium: 'Memory' }) }
    : undefined;
}

function sizeOf(emptyDir: Fields): string {
  return findString(emptyDir, ['sizeLimit', 'size']) ?? SIZE;
}

/** Suggests the size of an `emptyDir` instead of Kubernetes' object. */
export const suggestEmptyDir: Suggest = (value) => (isObject(value) ? { value: sizeOf(value) } : suggestSize(value));

/** Suggests the volume of an ephemeral task instead of its size, or of `true`. */
export const suggestEphemeral: Suggest = (value) => {
  if (value === true) return { value: { size: SIZE } };
  return typeof value === 'string' ? { value: { size: value } } : undefined;
};
