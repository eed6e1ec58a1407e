import type { Validator } from './validator';
import { labelKey } from './labels';
import { bytes, parseQuantity, quantity, integerQuantity } from './quantity';

export const RESOURCE_NAME = /^(cpu|memory|ephemeral-storage|hugepages-.+|.+\/.+)$/;

const HUGE_PAGES = 'hugepages-';

/** Validates the name of a resource of a container: `cpu`, `memory`, `hugepages-2Mi`, `nvidia.com/gpu`, … */
export const resourceName: Validator = (value) => {
  if (['cpu', 'memory', 'ephemeral-storage'].includes(value)) return undefined;
  if (value.startsWith(HUGE_PAGES)) {
    return pageSize(value) > 0n ? undefined : 'does not end with the size of a huge page (such as hugepages-2Mi)';
  }
  // In a quota, Kubernetes prefixes the name with "requests.": the result must be a valid key.
  return value.includes('/') && !value.startsWith('requests.') && labelKey(`requests.${value}`) === undefined
    ? undefined
    : 'is not a resource of a container: use cpu, memory, ephemeral-storage, hugepages-<size> or an extended resource (such as nvidia.com/gpu)';
};

/** Validates a quantity of the resource `name`: any fraction of `cpu`, integers of all others. */
export function resourceQuantity(name: string): Validator {
  if (name === 'cpu') return quantity;
  if (name === 'memory' || name === 'ephemeral-storage') return bytes;
  if (!name.startsWith(HUGE_PAGES)) return integerQuantity;
  return (value) =>
    bytes(value) ??
    ((parseQuantity(value) ?? 0n) % pageSize(name) === 0n
      ? undefined
      : `is not a multiple of the page size ${name.slice(HUGE_PAGES.length)}`);
}

/** Whether Kubernetes requires a limit for a resource, and a request that is equal to it. */
export function isNeverOvercommitted(name: string): boolean {
  return name.startsWith(HUGE_PAGES) || (name.includes('/') && !/(^|[./])kubernetes\.io\//.test(name));
}

function pageSize(name: string): bigint {
  return parseQuantity(name.slice(HUGE_PAGES.length)) ?? 0n;
}
