import { compareQuantities } from './quantity';
import type { Validator } from './validator';

/** The limit of memory below which container runtimes do not start a container. */
const MIN_MEMORY = '6Mi';
const MIN_VOLUME_SIZE = '1Mi';
/** More than any node has. */
const MAX_CPU = '10k';

/** Returns why the size of a volume is probably not intended. */
export const unlikelySize: Validator = (value) =>
  compareQuantities(value, MIN_VOLUME_SIZE) < 0
    ? `is less than ${MIN_VOLUME_SIZE}; use more, such as 1Gi (a number without a unit is in bytes)`
    : undefined;

/** Returns why an amount of the resource `name` is probably not intended. Zero is allowed: it requests nothing. */
export function unlikelyAmount(name: string): Validator {
  if (name === 'memory') return unlikelyMemory;
  return name === 'cpu' ? unlikelyCpu : () => undefined;
}

const unlikelyMemory: Validator = (value) =>
  compareQuantities(value, MIN_MEMORY) < 0 && compareQuantities(value, '0') > 0
    ? `is less than the ${MIN_MEMORY} that a container needs; use more, such as 512Mi (a number without a unit is in bytes)`
    : undefined;

const unlikelyCpu: Validator = (value) => {
  const isBinary = value.endsWith('i');
  if (!isBinary && compareQuantities(value, MAX_CPU) <= 0) return undefined;
  const reason = isBinary ? `has the unit ${value.slice(-2)}, which is for bytes` : 'is more than 10,000 cores';
  return `${reason}; use cores (such as 2) or thousandths of a core (such as 500m)`;
};
