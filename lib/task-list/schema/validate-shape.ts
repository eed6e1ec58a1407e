import * as z from 'zod/mini';
import { repositoryName } from '../../validation/object-names';
import { AT_KEY } from './zod-fields';
import { isObject } from '../merge';
import type { Path, PathProblem } from '../../validation/path-problem';
import { didYouMean, Nearest } from '../nearest';
import { Repository, Task, TaskListFile } from './schema';
import { SENSITIVE_FIELDS, formatValue } from '../../validation/format-value';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodTypes;

const EXPECTED: Partial<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** A list with more mistakes than this is not read to its end. */
const MOST = 100_000;

const Head = z.extend(TaskListFile, {
  repositories: z.optional(z.record(z.string(), z.unknown())),
  tasks: z.array(z.unknown()),
});

/** Holds a list against the schema: the form of each value, by itself. */
export function checkShape(list: Readonly<Record<string, unknown>>): PathProblem[] {
  const problems = check(Head, list, []);
  for (const [schema, value, path] of entries(list)) {
    if (problems.length > MOST) {
      problems.push({ path, message: 'and so on: the rest of the list was not read' });
      break;
    }
    if (path[0] === 'repositories') {
      const reason = repositoryName(String(path[1]));
      if (reason) problems.push({ path, atKey: true, message: `${formatValue(path[1])} ${reason}` });
    }
    for (const problem of check(schema, value, path)) problems.push(problem);
  }
  return problems;
}

/** One by one: zod can't hold the mistakes of a whole list. */
function* entries({
  repositories,
  tasks,
}: Readonly<Record<string, unknown>>): Generator<[z.ZodMiniType, unknown, Path]> {
  if (isObject(repositories)) {
    for (const [name, value] of Object.entries(repositories)) yield [Repository, value, ['repositories', name]];
  }
  if (Array.isArray(tasks)) for (const [index, value] of tasks.entries()) yield [Task, value, ['tasks', index]];
}

function check(schema: z.ZodMiniType, value: unknown, path: Path): PathProblem[] {
  const { error } = schema.safeParse(value);
  if (!error) return [];
  return error.issues.flatMap((issue) => {
    const below = issue.path as Path;
    return explain(issue, [...path, ...below], valueAt(value, below));
  });
}

function valueAt(top: unknown, path: Path): unknown {
  let value = top;
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key];
  return value;
}

function explain(issue: Issue, path: Path, value: unknown): PathProblem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.filter((key) => key !== '__proto__').map((key) => unknownField([...path, key]));
    case 'custom':
      if (issue.params === AT_KEY)
        return [{ path, atKey: true, message: `${formatValue(path.at(-1))} ${issue.message}` }];
      return [{ path, message: `${show(path, value)} ${issue.message}` }];
    case 'invalid_union':
      return explainUnion(issue, path, value);
    case 'invalid_value':
      if (value === null) return [isNull(path)];
      return [{ path, message: `${show(path, value)} is not ${issue.values.map(formatValue).join(' or ')}` }];
    case 'invalid_type':
      if (value === undefined) return [{ path: path.slice(0, -1), message: `has no ${path.at(-1)}` }];
      if (value === null) return [isNull(path)];
      if (EXPECTED[issue.expected]) return [wrongType(path, value, [issue.expected])];
      return [{ path, message: `${show(path, value)} ${issue.message}` }];
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
      return [{ path, message: `${show(path, value)} ${issue.message}` }];
  }
}

/** Speaks of the form that was meant: the one that is right as far as its type goes. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, value: unknown): PathProblem[] {
  if (value === null) return [isNull(path)];
  const ofType = issue.errors.filter(
    (issues) => !issues.some(({ code, path: below }) => code === 'invalid_type' && below.length === 0),
  );
  if (ofType.length === 0) {
    const expected = issue.errors.flat().flatMap((one) => (one.code === 'invalid_type' ? [one.expected] : []));
    return [wrongType(path, value, expected)];
  }
  if (ofType.length > 1 && ofType.every((issues) => issues.some(({ code }) => code === 'unrecognized_keys'))) {
    return [
      {
        path,
        message: `${show(path, value)} has ${Object.keys(value as object).join(' and ')}: only one of them can be`,
      },
    ];
  }
  const nearest = ofType.reduce((best, issues) => (issues.length < best.length ? issues : best));
  return nearest.flatMap((one) => {
    const below = one.path as Path;
    return explain(one, [...path, ...below], valueAt(value, below));
  });
}

function isNull(path: Path): PathProblem {
  return { path, message: 'null is no value here: leave the field out' };
}

function wrongType(path: Path, value: unknown, expected: readonly string[]): PathProblem {
  const wanted = expected.map((type) => EXPECTED[type] ?? type).join(' or ');
  if (Array.isArray(value)) return { path, message: `is a list, not ${wanted}` };
  if (typeof value === 'object') return { path, message: `is an object, not ${wanted}` };
  const type = typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false';
  return { path, message: `${show(path, value)} is ${type}, not ${wanted}` };
}

function show(path: Path, value: unknown): string {
  return path.some((key) => SENSITIVE_FIELDS.has(key)) ? 'the value' : formatValue(value);
}

function unknownField(path: Path): PathProblem {
  const key = String(path.at(-1));
  const [top] = path;
  if (top === 'defaults' && path.length === 2 && Object.hasOwn(Task.shape, key)) {
    return { path, atKey: true, message: 'can have no default' };
  }
  if (top === 'repositories' && path.length === 3 && key === 'depth') {
    return { path, atKey: true, message: 'is not for a repository, which is mirrored whole' };
  }
  return { path, atKey: true, message: `unknown field${didYouMean(meantField(path.slice(0, -1), key))}` };
}

/** Names of an object's fields, to look a misspelt one up in. */
interface Names {
  readonly all: readonly string[];
  readonly nearest: Nearest;
}

const namesOf = new Map<Schema, Names>();

function meantField(path: Path, key: string): string | undefined {
  for (const schema of schemasAt(path)) {
    if (schema._zod.def.type !== 'object') continue;
    const all = Object.keys(schema._zod.def.shape);
    const names = namesOf.get(schema) ?? { all, nearest: new Nearest(all) };
    namesOf.set(schema, names);
    const plain = key.toLowerCase();
    const meant = names.nearest.of(key) ?? all.find((name) => plain.length > 2 && name.toLowerCase().includes(plain));
    if (meant !== undefined) return meant;
  }
  return undefined;
}

/** What the schema may have at a path. */
function schemasAt(path: Path): Schema[] {
  return path.reduce<Schema[]>((schemas, key) => schemas.flatMap((schema) => below(schema, key)), [TaskListFile]);
}

function below({ _zod: { def } }: Schema, key: string | number): Schema[] {
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
