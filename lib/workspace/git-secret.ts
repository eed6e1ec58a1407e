import type { k8s } from '../kubernetes/k8s';
import { SECRET_PATH } from './git-environment';

const NAME = 'git-secret';

/** Returns how a container mounts the Secret with the credentials for a git server, if there is one. */
export function gitSecretMounts(gitSecret: string | undefined): k8s.VolumeMount[] {
  return gitSecret === undefined ? [] : [{ name: NAME, mountPath: SECRET_PATH, readOnly: true }];
}

/** Returns the volume of that Secret. It is optional: the script waits for a Secret that is created late, and names one that is missing. */
export function gitSecretVolumes(gitSecret: string | undefined): k8s.Volume[] {
  return gitSecret === undefined ? [] : [{ name: NAME, secret: { secretName: gitSecret, optional: true } }];
}
