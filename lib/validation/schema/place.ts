import type * as z from 'zod/mini';
import { SENSITIVE_FIELDS } from '../format-value';
import type { Path } from '../path-problem';

export type Schema = z.core.$ZodTypes;

/** A value that was checked, its schema, and the path of a part of it. */
export interface Place {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly path: Path;
}

/** Returns the part of the value at a place. */
export function valueAt({ value, path }: Place): unknown {
  return path.reduce<unknown>((outer, key) => (outer as Record<string | number, unknown> | undefined)?.[key], value);
}

/** Returns the schemas that the part of the value may have. */
export function schemasAt({ schema, path }: Pick<Place, 'schema' | 'path'>): Schema[] {
  return path.reduce<Schema[]>((schemas, key) => schemas.flatMap((one) => schemasBelow(one, key)), unwrap(schema));
}

/** Returns the names of the fields that an object at a place may have. */
export function fieldNames(place: Place): string[] {
  return schemasAt(place).flatMap(({ _zod: { def } }) => (def.type === 'object' ? Object.keys(def.shape) : []));
}

/** Whether a value is a field of an object, not a value of an array or a record. */
export function isField(place: Place): boolean {
  return fieldSchemas(place).length > 0;
}

/** Whether a value is a field that may be left out. */
export function isOptional(place: Place): boolean {
  return fieldSchemas(place).some(({ _zod: { def } }) => def.type === 'optional');
}

/** Whether a value may be secret, so that messages do not show it. In GitHub Actions, `run` is a command. */
export function isSensitive({ path }: Pick<Place, 'path'>, value: unknown): boolean {
  const isCommand = typeof value === 'object' || (typeof value === 'string' && !/^\d+$/.test(value));
  return (path.at(-1) === 'run' && isCommand) || path.some((key) => SENSITIVE_FIELDS.has(key));
}

function fieldSchemas({ schema, path }: Place): Schema[] {
  const name = path.at(-1)!;
  return schemasAt({ schema, path: path.slice(0, -1) }).flatMap(({ _zod: { def } }) =>
    def.type === 'object' && Object.hasOwn(def.shape, name) ? [def.shape[name] as Schema] : [],
  );
}

function schemasBelow({ _zod: { def } }: Schema, key: string | number): Schema[] {
  if (def.type === 'array') return unwrap(def.element);
  if (def.type === 'record') return unwrap(def.valueType);
  const shape: Readonly<Record<string, z.core.$ZodType>> = def.type === 'object' ? def.shape : {};
  return unwrap(Object.hasOwn(shape, key) ? shape[key] : undefined);
}

function unwrap(schema: z.core.$ZodType | undefined): Schema[] {
  if (!schema) return [];
  const { def } = (schema as Schema)._zod;
  if (def.type === 'optional') return unwrap(def.innerType);
  return def.type === 'union' ? def.options.flatMap(unwrap) : [schema as Schema];
}
