/** A JSON object, whose values can be anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** Returns `given` merged over `defaults`: objects are merged by key, other values are replaced. */
export function merge(defaults: Fields, given: Fields): Fields {
  const merged: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    const below = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    merged[key] = isObject(below) && isObject(value) ? merge(below, value) : value;
  }
  return merged;
}

/** Whether a value is a JSON object, not an array. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
