/** A JSON object, whose values can be anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, not an array. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
