import { isObject, type Fields } from '../is-object';

/**
 * Returns the keys and values of what other tools write instead of an object: `[{ "name": "A", "value": "1" }]` of
 * Kubernetes, `["A=1"]` of Compose, `[{ "A": "1" }]`, or `"A=1,B=2"` of kubectl. Returns `undefined` for other values.
 */
export function readPairs(value: unknown): [key: string, value: unknown][] | undefined {
  if (typeof value === 'string') return readPairs(value.split(','));
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const pairs = value.map(readPair);
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function readPair(item: unknown): [string, unknown] | undefined {
  if (typeof item === 'string') {
    const [, key, value] = /^\s*([^=:\s]+)\s*[=:]\s*(.*)$/s.exec(item) ?? [];
    return key === undefined ? undefined : [key, value];
  }
  if (!isObject(item)) return undefined;
  const name = item.name ?? item.key;
  if (typeof name === 'string') return [name, valueOf(item)];
  const entries = Object.entries(item);
  return entries.length === 1 ? entries[0] : undefined;
}

/** Returns the value of a pair of Kubernetes: `value`, or the object with `valueFrom`. */
function valueOf(item: Fields): unknown {
  return Object.hasOwn(item, 'value') ? item.value : item;
}
