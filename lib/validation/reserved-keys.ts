import { annotationKey, labelKey } from './labels';
import type { Validator } from './validator';

/** Labels of a Job's pods before Kubernetes 1.27, which it still sets. */
const UNPREFIXED_JOB_LABELS = new Set(['controller-uid', 'job-name']);
const JOB_PREFIX = 'batch.kubernetes.io/';
/** Annotations that change how Kubernetes runs a pod, or make it reject the pod. */
const POD_ANNOTATION =
  /^((container\.)?(apparmor\.security\.beta|seccomp\.security\.alpha)\.kubernetes\.io\/|scheduler\.alpha\.kubernetes\.io\/|kubernetes\.io\/config\.|controller\.kubernetes\.io\/pod-deletion-cost$)/;
const ARGO_CD_PREFIX = 'argocd.argoproj.io/';
const ARGO_CD_INSTANCE = 'app.kubernetes.io/instance';

/** Validates the key of a label that a task adds; `own` are the keys that this project sets. */
export function taskLabelKey(own: ReadonlySet<string>): Validator {
  return (value) => {
    if (own.has(value)) return 'is reserved: this project sets it; use another key';
    if (UNPREFIXED_JOB_LABELS.has(value) || value.startsWith(JOB_PREFIX)) {
      return 'is reserved: Kubernetes sets it; use another key';
    }
    if (value === ARGO_CD_INSTANCE || value.startsWith(ARGO_CD_PREFIX)) {
      return 'is reserved: Argo CD uses it to find the objects of an Application; use another key';
    }
    return labelKey(value);
  };
}

/** Whether a label puts a Job into a queue of Kueue, which suspends it. */
export function isQueueLabel(key: string): boolean {
  return key.startsWith('kueue.x-k8s.io/');
}

/** Validates the key of an annotation that a task adds to its pod. */
export const taskAnnotationKey: Validator = (value) => {
  if (value.startsWith(ARGO_CD_PREFIX)) {
    return 'is reserved: it would change how Argo CD syncs the Job; use another key';
  }
  if (value.startsWith(JOB_PREFIX)) return 'is reserved: Kubernetes sets it; use another key';
  if (POD_ANNOTATION.test(value)) return 'is reserved: Kubernetes reads it as a setting of the pod; use another key';
  return annotationKey(value);
};
