import type { KubernetesObject } from './kubernetes-object';
import { ANNOTATIONS } from './names';

/** Whether the children of a Job start also when it has failed. */
export function isFailureAllowed({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[ANNOTATIONS.allowFailure] === 'true';
}
