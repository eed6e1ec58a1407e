import type * as z from 'zod/mini';
import { formatPath } from '../format-path';
import { formatValue } from '../format-value';
import type { Path, PathProblem } from '../path-problem';
import { AT_KEY } from './fields';
import { isField, isOptional, isSensitive, valueAt, type Place } from './place';
import { formatRemedy } from './suggest';
import { explainUnknownField } from './unknown-field';

type Issue = z.core.$ZodIssue;

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
  return withoutMeantFields(
    error.issues.flatMap((issue) => explain(issue, { schema, value, path: issue.path as Path })),
  );
}

interface SchemaProblem extends PathProblem {
  /** The name of a field that is missing in the object at the path. */
  readonly missingField?: string;
}

/** Leaves out missing fields that are there under another name. */
function withoutMeantFields(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const meant = new Set(
    problems.flatMap(({ path, meantField }) =>
      meantField === undefined ? [] : formatPath([...path.slice(0, -1), meantField]),
    ),
  );
  return problems.filter(
    ({ path, missingField }) => missingField === undefined || !meant.has(formatPath([...path, missingField])),
  );
}

function explain(issue: Issue, place: Place): SchemaProblem[] {
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
      return explainUnknownFields(issue.keys, place);
    case 'custom':
      if (issue.params === AT_KEY)
        return [{ path, atKey: true, message: `${formatValue(path.at(-1))} ${issue.message}` }];
      return [withRemedy(place, `${display(place)} ${issue.message}`)];
    case 'invalid_union':
      return explainUnion(issue, place);
    case 'invalid_value': {
      const allowed = issue.values.map(formatValue);
      return value == null
        ? [missing(place, allowed)]
        : [withRemedy(place, `${display(place)} is not ${allowed.join(' or ')}`)];
    }
    case 'invalid_type':
      if (value == null) return [missing(place, [typeName(issue.expected)])];
      if (TYPE_NAMES[issue.expected]) return [wrongType(place, [typeName(issue.expected)])];
      return [withRemedy(place, `${display(place)} ${issue.message}`)];
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
      return [{ path, message: `${display(place)} ${issue.message}` }];
  }
}

/** Returns the class of an object, such as cdk8s' `Lazy`. Data has none. */
function classNameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name: string } } | null;
  const name = prototype?.constructor?.name;
  return name === 'Object' ? undefined : name;
}

/** Explains each unknown field, or all together if the form of the object is one of another tool. */
function explainUnknownFields(keys: readonly string[], place: Place): PathProblem[] {
  const remedy = formatRemedy(place);
  if (remedy !== '') return [{ path: place.path, message: `the value has unknown fields${remedy}` }];
  return keys.filter((key) => key !== '__proto__').map((key) => explainUnknownField(place, key));
}

/** Explains the alternative that was probably meant: one whose type is right, with the fewest unknown fields. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, place: Place): SchemaProblem[] {
  const { path } = place;
  const value = valueAt(place);
  if (value == null) return [missing(place, expectedTypes(issue.errors.flat()))];
  const ofType = issue.errors.filter(
    (issues) => !issues.some(({ code, path: below }) => code === 'invalid_type' && below.length === 0),
  );
  if (ofType.length === 0) return [wrongType(place, expectedTypes(issue.errors.flat()))];
  const closest = ofType.reduce((best, issues) => (unknownCount(issues) < unknownCount(best) ? issues : best));
  const remedy = formatRemedy(place);
  if (remedy !== '') return [{ path, message: `the value has unknown fields${remedy}` }];
  return closest.flatMap((one) => explain(one, { ...place, path: [...path, ...(one.path as Path)] }));
}

function unknownCount(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
}

function expectedTypes(issues: readonly Issue[]): string[] {
  return [...new Set(issues.flatMap((issue) => (issue.code === 'invalid_type' ? [typeName(issue.expected)] : [])))];
}

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? 'an integer';
}

/** Explains a value that is `null` or `undefined`. Only code can pass `undefined` as a value of an array or a record. */
function missing(place: Place, allowed: readonly string[]): SchemaProblem {
  const { path } = place;
  const field = String(path.at(-1));
  if (valueAt(place) === undefined) {
    return isField(place)
      ? { path: path.slice(0, -1), message: `${field} is required`, missingField: field }
      : { path, message: `must not be undefined; use ${allowed.join(' or ')}` };
  }
  const remedy = isOptional(place) ? 'remove the field to use its default' : `use ${allowed.join(' or ')}`;
  return { path, message: `must not be null; ${remedy}` };
}

function wrongType(place: Place, expected: readonly string[]): PathProblem {
  const value = valueAt(place);
  const wanted = expected.join(' or ');
  if (Array.isArray(value)) return withRemedy(place, `the value is an array, not ${wanted}`);
  if (typeof value === 'object') return withRemedy(place, `the value is an object, not ${wanted}`);
  const shown = display(place);
  if (typeof value !== 'boolean') return withRemedy(place, `${shown} is a ${typeof value}, not ${wanted}`);
  return withRemedy(
    place,
    shown === 'the value' ? `${shown} is true or false, not ${wanted}` : `${shown} is not ${wanted}`,
  );
}

/** Returns a problem whose message ends with the form that was meant, if it is known. */
function withRemedy(place: Place, message: string): PathProblem {
  return { path: place.path, message: `${message}${formatRemedy(place)}` };
}

function display(place: Place): string {
  const value = valueAt(place);
  return isSensitive(place, value) ? 'the value' : formatValue(value);
}
