import { isDeepStrictEqual } from 'node:util';
import { formatCode } from '../output/markdown';
import { areEqualQuantities } from '../validation/quantity';

/** The keys that lead to a field, from the outside in. An item of a list is found by its name, such as a container. */
export type FieldPath = readonly string[];

/** A field that differs between two objects. A value is `undefined` if the object does not have the field. */
export interface Difference {
  readonly path: FieldPath;
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * Finds the fields that differ between two objects.
 *
 * Lists are compared item by item if all their items have names, otherwise as a whole. The order of keys does not matter.
 * Equal quantities, such as `1Gi` and `1024Mi`, do not differ.
 */
export function* findDifferences(from: unknown, to: unknown, path: FieldPath = []): Generator<Difference> {
  if (isDeepStrictEqual(from, to) || (isQuantityPath(path) && areEqualQuantities(String(from), String(to)))) return;
  const [oldFields, fields] = [fieldsOf(from), fieldsOf(to)];
  if (!oldFields || !fields || Array.isArray(from) !== Array.isArray(to)) {
    yield { path, from, to };
    return;
  }
  if (Array.isArray(from) && !haveSameOrder(oldFields, fields)) yield { path, from, to };
  for (const key of new Set([...oldFields.keys(), ...fields.keys()])) {
    yield* findDifferences(oldFields.get(key), fields.get(key), [...path, key]);
  }
}

/** Whether Kubernetes changes a field of an object's metadata in place. The name identifies the object. */
export function isMutableMetadata([top, field]: FieldPath): boolean {
  return top === 'metadata' && field !== 'name';
}

/** Formats a path as Markdown: `spec.backoffLimit`, `metadata.labels["a/b"]`, or `main.image` for a field of a container. */
export function formatFieldPath(path: FieldPath): string {
  const isInContainer =
    /^spec\.template\.spec\.(initC|c)ontainers$/.test(path.slice(0, 4).join('.')) && path.length > 4;
  const [first = '', ...rest] = isInContainer ? path.slice(4) : path;
  return formatCode(first + rest.map((key) => (/^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join(''));
}

/** Whether a field of a Job or a claim is a quantity. */
function isQuantityPath(path: FieldPath): boolean {
  const [outer, list = '', name] = path.slice(-3);
  return (
    path[0] === 'spec' &&
    ((outer === 'resources' && /^(requests|limits)$/.test(list)) || (list === 'emptyDir' && name === 'sizeLimit'))
  );
}

/** Returns the fields of an object, or the items of a list by their names: all but the first mount of a volume by their paths. Returns `undefined` for any other value. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const items = new Map<unknown, unknown>();
  for (const item of value as readonly ({ name?: unknown; mountPath?: unknown } | null)[]) {
    // A volume can have several mounts.
    items.set(items.has(item?.name) ? item?.mountPath : item?.name, item);
  }
  const haveNames = items.size === value.length && [...items.keys()].every((name) => typeof name === 'string');
  return haveNames ? (items as ReadonlyMap<string, unknown>) : undefined;
}

/** Whether the items that two lists have in common are in the same order. */
function haveSameOrder(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): boolean {
  const common = [...after.keys()].filter((name) => before.has(name));
  return [...before.keys()].filter((name) => after.has(name)).every((name, index) => name === common[index]);
}
