import { k8s } from '../kubernetes/k8s';
import { volumeName } from '../kubernetes/names';
import type { PodVolume } from '../validation/pod-volume';
import { DEFAULTS } from './defaults';

/** Name of the file with the token of a ServiceAccount. */
const TOKEN_FILE = 'token';

/** Returns the volumes that a task adds to its pod. */
export function toVolumes(volumes: readonly PodVolume[] = []): k8s.Volume[] {
  return volumes.map((volume) => ({ name: volumeName(volume.mountPath), ...volumeSource(volume) }));
}

/** Returns where `main` mounts the volumes that a task adds to its pod. */
export function toVolumeMounts(volumes: readonly PodVolume[] = []): k8s.VolumeMount[] {
  return volumes.map((volume) => ({
    name: volumeName(volume.mountPath),
    mountPath: volume.mountPath,
    readOnly: isReadOnly(volume) || undefined,
  }));
}

function isReadOnly({ claim, emptyDir, readOnly }: PodVolume): boolean {
  return claim === undefined ? emptyDir === undefined : readOnly === true;
}

function volumeSource(volume: PodVolume): Omit<k8s.Volume, 'name'> {
  const { configMap, secret, claim, emptyDir, medium, optional } = volume;
  if (configMap !== undefined) return { configMap: { name: configMap, optional } };
  if (secret !== undefined) return { secret: { secretName: secret, optional } };
  if (emptyDir !== undefined) return { emptyDir: { sizeLimit: k8s.Quantity.fromString(emptyDir), medium } };
  // Read-only as a volume too: Kubernetes then leaves the group of its files as it is.
  if (claim !== undefined) return { persistentVolumeClaim: { claimName: claim, readOnly: volume.readOnly } };
  return { projected: { sources: [{ serviceAccountToken: tokenSource(volume) }] } };
}

function tokenSource({ serviceAccountToken }: PodVolume): k8s.ServiceAccountTokenProjection {
  const { audience, expirationSeconds = DEFAULTS.tokenExpirationSeconds } = serviceAccountToken!;
  return { audience, expirationSeconds, path: TOKEN_FILE };
}
