export interface Range {
  readonly min: number;
  readonly max: number;
  /** Why 0 is not in the range, if that is not obvious. */
  readonly zero?: string;
}

const MAX_INT32 = 2 ** 31 - 1;

/** Ranges of the options that are integers. */
export const RANGES = {
  run: { min: 1, max: 999 },
  keepRuns: {
    min: 1,
    max: 999,
    zero: 'would remove the tree of the run itself; use 1 or more, or remove the field to keep all',
  },
  backoffLimit: { min: 0, max: MAX_INT32 },
  activeDeadlineSeconds: { min: 1, max: MAX_INT32 },
  depth: { min: 1, max: MAX_INT32, zero: 'is not a number of commits; remove the field to clone the full history' },
  runAsUser: { min: 0, max: MAX_INT32 },
  fsGroup: { min: 0, max: MAX_INT32 },
  terminationGracePeriodSeconds: {
    min: 1,
    max: MAX_INT32,
    zero: 'deletes a pod before its processes have ended, so that the next attempt could start beside them; use 1 or more',
  },
  /** Of a token; the limits of Kubernetes. */
  expirationSeconds: { min: 600, max: 2 ** 32 },
  port: { min: 1, max: 65535 },
  startupDeadlineSeconds: { min: 1, max: MAX_INT32 },
  tolerationSeconds: { min: 0, max: MAX_INT32 },
} as const satisfies Record<string, Range>;

/** Returns the message for a value that is not in a range. */
export function notInRange({ min, max, zero }: Range, value: unknown): string {
  return value === 0 && zero !== undefined ? zero : `is not an integer from ${min} to ${max}`;
}
