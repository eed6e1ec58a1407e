import type { Validator } from './validator';

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export const TOLERATION_OPERATORS = ['Equal', 'Exists'] as const;
export const TOLERATION_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** What the fields of a toleration must have to do with each other. */
export const toleration: Validator<Toleration> = ({ key, operator, value, effect, tolerationSeconds }) => {
  if (key === undefined && operator !== 'Exists') return 'has no key: only the operator "Exists" goes without';
  if (value !== undefined && operator === 'Exists') return 'has a value, which the operator "Exists" does not take';
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    return 'has tolerationSeconds, which only the effect "NoExecute" takes';
  }
  return undefined;
};
