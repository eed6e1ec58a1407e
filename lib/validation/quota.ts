import { labelKey } from './labels';
import { integerQuantity, quantity } from './quantity';
import type { Validator } from './validator';

export const QUOTA_NAME =
  /^(((requests|limits)\.)?(cpu|memory|ephemeral-storage)|requests\.storage|pods|persistentvolumeclaims|configmaps|secrets|.+\/.+)$/;

/** Validates the name of a resource in a ResourceQuota. */
export const quotaName: Validator = (value) =>
  QUOTA_NAME.test(value) && (!value.includes('/') || labelKey(value) === undefined)
    ? undefined
    : 'is not a resource of a ResourceQuota (such as requests.cpu, limits.memory, requests.storage, pods or count/jobs.batch)';

/** Validates a quantity of the resource `name`: any fraction of cpu, integers of all others. */
export function quotaQuantity(name: string): Validator {
  return /(^|\.)cpu$/.test(name) ? quantity : integerQuantity;
}
