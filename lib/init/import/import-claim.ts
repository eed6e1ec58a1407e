import { ACCESS_MODES } from '../../validation/access-mode';
import type { TaskEntry } from '../list-text';
import type { FieldReader } from './field-reader';
import { textOf } from './text-of';

/**
 * Returns the fields of a task for the volume that its tree is on, and reports what is different.
 *
 * @param claims The PersistentVolumeClaims of the manifests, by name.
 */
export function importVolume(
  volume: FieldReader | undefined,
  claims: ReadonlyMap<string, FieldReader>,
  claimName: string,
): TaskEntry {
  const name = volume?.object('persistentVolumeClaim').text('claimName');
  if (!volume) return {};
  if (name !== undefined) {
    const claim = claims.get(name);
    if (!claim) return { existingClaim: name };
    const same = name === claimName;
    if (!same)
      volume.report(
        'persistentVolumeClaim',
        `the task gets a claim of its own, ${claimName}; ${name} and its data stay as they are`,
      );
    return readClaimSpec(claim.object('spec'));
  }
  const template = volume.object('ephemeral').object('volumeClaimTemplate');
  const emptyDir = volume.object('emptyDir');
  volume.report(
    'name',
    `the tree is on a claim, ${claimName}, which stays when the pod ends; set ephemeral if nothing needs it then`,
  );
  const sizeLimit = emptyDir.text('sizeLimit');
  return { ...(sizeLimit !== undefined && { pvcStorageSize: sizeLimit }), ...readClaimSpec(template.object('spec')) };
}

function readClaimSpec(spec: FieldReader): TaskEntry {
  const requests = spec.object('resources').object('requests');
  const size = requests.value('storage');
  const storageClass = spec.text('storageClassName');
  const modes = spec.texts('accessModes');
  const mode = ACCESS_MODES.find((one) => modes.includes(one));
  for (const other of modes.filter((one) => one !== mode)) {
    spec.report('accessModes', `${other}: a claim of a task has one access mode, ${ACCESS_MODES.join(', ')}`);
  }
  // Added by Kubernetes.
  spec.ignore('volumeName');
  return {
    ...(size !== undefined && { pvcStorageSize: textOf(size) }),
    ...(storageClass !== undefined && { pvcStorageClass: storageClass }),
    ...(mode !== undefined && mode !== 'ReadWriteOnce' && { pvcAccessMode: mode }),
  };
}
