import type { Validator } from './validator';
import { annotationKey, labelKey } from './labels';

const OWN_LABELS = new Set(['app', 'task-id', 'root-task-id', 'parent-task-id', 'git-repo-claim']);
const JOB_LABELS = new Set(['controller-uid', 'job-name']);
const JOB_PREFIX = 'batch.kubernetes.io/';
/** Annotations by which Kubernetes takes a pod for another one than its spec says, or refuses it. */
const POD_ANNOTATION =
  /^((container\.)?(apparmor\.security\.beta|seccomp\.security\.alpha)\.kubernetes\.io\/|scheduler\.alpha\.kubernetes\.io\/|kubernetes\.io\/config\.|controller\.kubernetes\.io\/pod-deletion-cost$)/;
const ARGO_CD_PREFIX = 'argocd.argoproj.io/';
const ARGO_CD_INSTANCE = 'app.kubernetes.io/instance';

/** The key of a label that a task may add. */
export const taskLabelKey: Validator = (value) => {
  if (OWN_LABELS.has(value)) return 'is reserved: this project sets it';
  if (JOB_LABELS.has(value) || value.startsWith(JOB_PREFIX)) return 'is reserved: Kubernetes sets it';
  if (value === ARGO_CD_INSTANCE || value.startsWith(ARGO_CD_PREFIX)) {
    return 'is reserved: by it Argo CD knows what belongs to an Application';
  }
  return labelKey(value);
};

/** The key of an annotation that a task may add to its pod. */
export const taskAnnotationKey: Validator = (value) => {
  if (value.startsWith(ARGO_CD_PREFIX)) return 'is reserved: it would break the order that Argo CD keeps';
  if (value.startsWith(JOB_PREFIX)) return 'is reserved: Kubernetes sets it';
  if (POD_ANNOTATION.test(value)) return 'is reserved: Kubernetes reads it as a part of the pod';
  return annotationKey(value);
};
