import type { Validator } from './validator';

export interface Range {
  readonly min: number;
  readonly max: number;
}

const INT32 = 2 ** 31 - 1;

/** Whole numbers that a task takes, from `min` to `max`. */
export const RANGES = {
  run: { min: 1, max: 999 },
  backoffLimit: { min: 0, max: INT32 },
  activeDeadlineSeconds: { min: 1, max: INT32 },
  depth: { min: 1, max: INT32 },
  /** Pod Security `restricted` wants another user than root. */
  runAsUser: { min: 1, max: INT32 },
  fsGroup: { min: 0, max: INT32 },
  tolerationSeconds: { min: 0, max: INT32 },
} as const satisfies Record<string, Range>;

/** What a number out of `range` is told. */
export function notInRange({ min, max }: Range): string {
  return `is not a whole number from ${min} to ${max}`;
}

/** A whole number of `range`. */
export function wholeNumber(range: Range): Validator<number> {
  return (value) =>
    Number.isInteger(value) && value >= range.min && value <= range.max ? undefined : notInRange(range);
}
