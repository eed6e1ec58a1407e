import { RESOURCE_NAME } from '../resource-quantity';
import { isObject } from '../is-object';
import { toText, type Suggest } from './suggestion';

const MEBIBYTE = 2 ** 20;

/** Suggests a quantity instead of a number. A small number of bytes lacks its unit. */
export function suggestQuantity(resource: string): Suggest {
  return (value) => {
    if (typeof value !== 'number') return undefined;
    const isBytes = resource === 'memory' || resource === 'ephemeral-storage';
    return { value: isBytes && value < MEBIBYTE ? `${value}Mi` : String(value) };
  };
}

/** Suggests the size of a volume instead of a number. */
export const suggestSize: Suggest = (value) => {
  if (typeof value !== 'number') return undefined;
  return { value: value < MEBIBYTE ? `${value}Gi` : String(value) };
};

/** Suggests `requests` and `limits` instead of amounts without them. */
export const suggestResources: Suggest = (value) => {
  if (!isObject(value)) return undefined;
  const { requests, limits, ...amounts } = value;
  const names = Object.keys(amounts);
  if (names.length === 0 || !names.every((name) => RESOURCE_NAME.test(name))) return undefined;
  const quantities = Object.fromEntries(names.map((name) => [name, toQuantity(name, amounts[name])]));
  const merged = (given: unknown): object => ({ ...quantities, ...(isObject(given) ? given : {}) });
  return { value: { requests: merged(requests), limits: merged(limits) } };
};

/** Returns a quantity as a string; other values stay as they are. */
export function toQuantity(resource: string, value: unknown): unknown {
  return suggestQuantity(resource)(value)?.value ?? toText(value);
}
