import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { Pod } from './pod';

/** The fields of a Job that the commands read. */
export interface Job extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
  };
  readonly spec?: { readonly backoffLimit?: number; readonly template?: Pick<Pod, 'spec'> };
  readonly status?: {
    /** How many of its pods failed, without those that count for no retry. */
    readonly failed?: number;
    /** How many of its pods run `main`. */
    readonly ready?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly JobCondition[];
  };
}

export interface JobCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** Returns the condition of a type that is true, or `undefined`. */
export function trueCondition(job: Job, type: string): JobCondition | undefined {
  return job.status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/** Returns the condition `Complete` or `Failed` that is true; `undefined` while it runs. */
export function endCondition(job: Job): JobCondition | undefined {
  return trueCondition(job, 'Complete') ?? trueCondition(job, 'Failed');
}
