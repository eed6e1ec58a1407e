const IMAGE = 'correct the image or the access to its registry, then increase "run"';

/** What to do, by the reason of a pod, a Job or an event. */
const REMEDIES: Readonly<Record<string, string>> = {
  ErrImagePull: IMAGE,
  ImagePullBackOff: IMAGE,
  InvalidImageName: 'correct the image, then increase "run"',
  CreateContainerConfigError: 'create the object or the key that is missing, or correct the task and increase "run"',
  FailedMount: 'create the object that is missing, or correct the task and increase "run"',
  Unschedulable: 'free capacity on the nodes, or correct the task and increase "run"',
  FailedCreate: 'correct what refuses the pod: a quota, a LimitRange or an admission policy',
  OOMKilled: 'increase "resources.limits.memory" and "run"',
  DeadlineExceeded: 'increase "activeDeadlineSeconds" and "run"',
};

const AFTER_FAILURE = 'see "npm run logs", then increase "run"';
/** Part of the messages of init containers that have a remedy. */
const INCREASE_RUN = 'increase "run"';

/**
 * Returns what to do about a reason, or `undefined` if nothing is known or the message has a remedy.
 *
 * @param hasFailed Whether the Job has failed: then something is always to be done.
 */
export function findRemedy(reason: string, message: string, hasFailed: boolean): string | undefined {
  if (message.includes(INCREASE_RUN)) return undefined;
  return REMEDIES[reason] ?? (hasFailed ? AFTER_FAILURE : undefined);
}
