import * as z from 'zod/mini';
import { closestName, didYouMean } from '../closest-name';
import { formatValue, SENSITIVE_FIELDS } from '../format-value';
import type { Path, PathProblem } from '../path-problem';
import { AT_KEY } from './fields';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodTypes;

const TYPE_NAMES: Partial<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

/** Returns the problems of a value that does not match a schema. Paths start at the value. */
export function findProblems(schema: z.ZodMiniType, value: unknown): PathProblem[] {
  const { error } = schema.safeParse(value);
  if (!error) return [];
  return error.issues.flatMap((issue) => explain(issue, { schema, value, path: issue.path as Path }));
}

/** The value that was checked, its schema, and the path of an issue in it. */
interface Place {
  readonly schema: z.ZodMiniType;
  readonly value: unknown;
  readonly path: Path;
}

function explain(issue: Issue, place: Place): PathProblem[] {
  const { path } = place;
  const value = valueAt(place);
  const className = classNameOf(value);
  if (className !== undefined) {
    return [
      { path, message: `the value is an instance of ${className}, which is not supported; pass the value itself` },
    ];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.filter((key) => key !== '__proto__').map((key) => unknownField(place, key));
    case 'custom':
      if (issue.params === AT_KEY)
        return [{ path, atKey: true, message: `${formatValue(path.at(-1))} ${issue.message}` }];
      return [{ path, message: `${display(path, value)} ${issue.message}` }];
    case 'invalid_union':
      return explainUnion(issue, place);
    case 'invalid_value':
      return value == null
        ? [missing(place, issue.values.map(formatValue))]
        : [{ path, message: `${display(path, value)} is not ${issue.values.map(formatValue).join(' or ')}` }];
    case 'invalid_type':
      if (value == null) return [missing(place, [typeName(issue.expected)])];
      if (TYPE_NAMES[issue.expected]) return [wrongType(path, value, [typeName(issue.expected)])];
      return [{ path, message: `${display(path, value)} ${issue.message}` }];
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
      return [{ path, message: `${display(path, value)} ${issue.message}` }];
  }
}

/** Returns the class of an object, such as cdk8s' `Lazy`. Data has none. */
function classNameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name: string } } | null;
  const name = prototype?.constructor?.name;
  return name === 'Object' ? undefined : name;
}

/** Explains the alternative that was probably meant: one whose type is right, with the fewest issues. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, place: Place): PathProblem[] {
  const { path } = place;
  const value = valueAt(place);
  if (value == null) return [missing(place, expectedTypes(issue.errors.flat()))];
  const ofType = issue.errors.filter(
    (issues) => !issues.some(({ code, path: below }) => code === 'invalid_type' && below.length === 0),
  );
  if (ofType.length === 0) return [wrongType(path, value, expectedTypes(issue.errors.flat()))];
  const closest = ofType.reduce((best, issues) => (issues.length < best.length ? issues : best));
  return closest.flatMap((one) => explain(one, { ...place, path: [...path, ...(one.path as Path)] }));
}

function expectedTypes(issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => (issue.code === 'invalid_type' ? [typeName(issue.expected)] : []));
}

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? 'an integer';
}

/** Explains a value that is `null` or `undefined`. Only code can pass `undefined` as a value of an array or a record. */
function missing(place: Place, allowed: readonly string[]): PathProblem {
  const { path } = place;
  if (valueAt(place) === undefined) {
    return isField(place)
      ? { path: path.slice(0, -1), message: `${path.at(-1)} is required` }
      : { path, message: `must not be undefined; use ${allowed.join(' or ')}` };
  }
  const remedy = isOptional(place) ? 'remove the field to use its default' : `use ${allowed.join(' or ')}`;
  return { path, message: `must not be null; ${remedy}` };
}

function isOptional(place: Place): boolean {
  return fieldSchemas(place).some(({ _zod: { def } }) => def.type === 'optional');
}

/** Whether a value is a field of an object, not a value of an array or a record. */
function isField(place: Place): boolean {
  return fieldSchemas(place).length > 0;
}

function fieldSchemas({ schema, path }: Place): Schema[] {
  const name = path.at(-1)!;
  return schemasAt(schema, path.slice(0, -1)).flatMap(({ _zod: { def } }) =>
    def.type === 'object' && Object.hasOwn(def.shape, name) ? [def.shape[name] as Schema] : [],
  );
}

function wrongType(path: Path, value: unknown, expected: readonly string[]): PathProblem {
  const wanted = expected.join(' or ');
  if (Array.isArray(value)) return { path, message: `the value is an array, not ${wanted}` };
  if (typeof value === 'object') return { path, message: `the value is an object, not ${wanted}` };
  const type = typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
  return { path, message: `${display(path, value)} is ${type}, not ${wanted}` };
}

function display(path: Path, value: unknown): string {
  return path.some((key) => SENSITIVE_FIELDS.has(key)) ? 'the value' : formatValue(value);
}

function valueAt({ value, path }: Place): unknown {
  return path.reduce<unknown>((outer, key) => (outer as Record<string | number, unknown> | undefined)?.[key], value);
}

function unknownField({ schema, path }: Place, key: string): PathProblem {
  const names = schemasAt(schema, path).flatMap(({ _zod: { def } }) =>
    def.type === 'object' ? Object.keys(def.shape) : [],
  );
  return { path: [...path, key], atKey: true, message: `unknown field${didYouMean(meantField(key, names))}` };
}

/** Also finds a field of which only a part was written. */
function meantField(key: string, names: readonly string[]): string | undefined {
  const part = key.toLowerCase();
  return closestName(key, names) ?? names.find((name) => part.length > 2 && name.toLowerCase().includes(part));
}

/** Returns the schemas that a value at a path may have. */
function schemasAt(schema: z.core.$ZodType, path: Path): Schema[] {
  return path.reduce<Schema[]>((schemas, key) => schemas.flatMap((one) => schemasBelow(one, key)), unwrap(schema));
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
