import type { Validator } from './validator';

export const TOLERATION_OPERATORS = ['Equal', 'Exists'] as const;
export const TOLERATION_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** A toleration of node taints, as in Kubernetes. */
export interface Toleration {
  /**
   * Key of the taint.
   *
   * @default - any taint; then `operator` must be `Exists`
   */
  readonly key?: string;

  /**
   * Whether the taint must have the key and the value (`Equal`), or only the key (`Exists`).
   *
   * @default 'Equal'
   */
  readonly operator?: (typeof TOLERATION_OPERATORS)[number];

  /**
   * Value of the taint, for the operator `Equal`.
   *
   * @default - empty
   */
  readonly value?: string;

  /**
   * Effect of the taint.
   *
   * @default - any effect
   */
  readonly effect?: (typeof TOLERATION_EFFECTS)[number];

  /**
   * Seconds for which a `NoExecute` taint is tolerated.
   *
   * @default - forever
   */
  readonly tolerationSeconds?: number;
}

/** Validates the fields of a toleration together. */
export const toleration: Validator<Toleration> = ({ key, operator, value, effect, tolerationSeconds }) => {
  if (key === undefined && operator !== 'Exists') return 'has no key: set key, or set operator to "Exists"';
  if (value !== undefined && operator === 'Exists') {
    return 'has a value, which the operator "Exists" does not allow: remove value';
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    return 'has tolerationSeconds, which only the effect "NoExecute" allows: remove it, or set effect';
  }
  return undefined;
};
