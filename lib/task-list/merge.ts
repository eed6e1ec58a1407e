import { isObject, type Fields } from '../validation/is-object';

/** Returns `given` merged over `defaults`: objects are merged by key, other values are replaced. */
export function merge(defaults: Fields, given: Fields): Fields {
  const merged: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    const below = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    merged[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return merged;
}
