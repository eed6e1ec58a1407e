import type { KubernetesObject } from '../kubernetes/kubernetes-object';

/** The fields of a Job that `apply` reads. */
export interface Job extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly uid: string; readonly resourceVersion: string };
  readonly status?: {
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly JobCondition[];
  };
}

interface JobCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Returns the condition `Complete` or `Failed` that is true; `undefined` while it runs. */
export function endCondition(job: Job): JobCondition | undefined {
  return job.status?.conditions?.find(({ type, status }) => /^(Complete|Failed)$/.test(type) && status === 'True');
}
