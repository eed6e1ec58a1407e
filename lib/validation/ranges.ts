export interface Range {
  readonly min: number;
  readonly max: number;
}

const MAX_INT32 = 2 ** 31 - 1;

/** Ranges of the options that are integers. */
export const RANGES = {
  run: { min: 1, max: 999 },
  backoffLimit: { min: 0, max: MAX_INT32 },
  activeDeadlineSeconds: { min: 1, max: MAX_INT32 },
  depth: { min: 1, max: MAX_INT32 },
  /** Pod Security `restricted` does not allow root. */
  runAsUser: { min: 1, max: MAX_INT32 },
  fsGroup: { min: 0, max: MAX_INT32 },
  tolerationSeconds: { min: 0, max: MAX_INT32 },
} as const satisfies Record<string, Range>;

/** Returns the message for a value that is not in a range. */
export function notInRange({ min, max }: Range): string {
  return `is not an integer from ${min} to ${max}`;
}
