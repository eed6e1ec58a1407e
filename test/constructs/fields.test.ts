import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PROPS_OF_FIELDS } from '../../lib/task-list/create-task';
import { jsonSchema } from '../../lib/task-list/schema/json-schema';
import { PACKAGE } from '../docs/support/page';
import { PublicApi } from '../support/public-api';

const api = new PublicApi();
const { checker } = api;
const definitions = jsonSchema().definitions as Record<'Task' | 'Repository' | 'Defaults', JsonSchema>;
const { Task, Repository, Defaults } = definitions;

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | false;
  readonly anyOf?: readonly JsonSchema[];
}

/** Props whose values are constructs. */
const CONSTRUCTS = new Set(['parent', 'inputs', 'claim', 'scripts']);

/** Props that a task of the list has no field for: the ConfigMap is one for all, and the level is set at the top. */
const WITHOUT_FIELD = new Set(['scripts', 'podSecurity']);

/** Returns the paths of the fields of a schema and of the objects in it, such as `tolerations.[].key`. */
function fieldsOf({ properties = {}, items, additionalProperties, anyOf = [] }: JsonSchema, path = ''): string[] {
  return [
    ...Object.entries(properties).flatMap(([name, value]) => [`${path}${name}`, ...fieldsOf(value, `${path}${name}.`)]),
    ...(items ? fieldsOf(items, `${path}[].`) : []),
    ...(additionalProperties ? fieldsOf(additionalProperties, `${path}*.`) : []),
    ...anyOf.flatMap((value) => fieldsOf(value, path)),
  ];
}

/** Returns the paths of the props of a type and of the objects in it, in the form of `fieldsOf`. */
function propsOf(type: ts.Type, path = ''): string[] {
  if (type.isUnion()) return type.types.flatMap((member) => propsOf(member, path));
  if (!(type.flags & ts.TypeFlags.Object)) return [];
  const element = checker.isArrayType(type) && checker.getTypeArguments(type as ts.TypeReference)[0];
  if (element) return propsOf(element, `${path}[].`);
  const entries = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (entries) return propsOf(entries.type, `${path}*.`);
  return checker.getPropertiesOfType(type).flatMap((property) => {
    const name = `${path}${property.name}`;
    return CONSTRUCTS.has(name) ? [name] : [name, ...propsOf(checker.getTypeOfSymbol(property), `${name}.`)];
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function renamed(fields: readonly string[], names: Readonly<Record<string, string>>): string[] {
  return fields.map((field) => names[field] ?? field);
}

test("the props of a task have the names of the list's fields, apart from those that refer to other constructs", () => {
  const props = ['RootTaskProps', 'ChildTaskProps', 'PushTaskProps'].flatMap((name) => propsOf(api.typeOf(name)));
  const fields = fieldsOf(Task);
  expect(props).toEqual(expect.arrayContaining(['tolerations.[].key', 'env.*.secret', 'dnsConfig.options.[].name']));
  expect(sorted(props.filter((name) => !WITHOUT_FIELD.has(name)))).toEqual(
    sorted(renamed(fields, PROPS_OF_FIELDS.task)),
  );
});

test("the props of a repository's claim and clone have the names of the list's fields", () => {
  const claim = propsOf(api.typeOf('RepositoryClaimProps'));
  const clone = propsOf(api.typeOf('CloneOptions'));
  const fields = fieldsOf(Repository);
  const withoutField = ['repository', 'taskId', 'depth', 'podSecurity'];
  expect(sorted([...claim, ...clone].filter((name) => !withoutField.includes(name)))).toEqual(
    sorted(renamed(fields, PROPS_OF_FIELDS.repository)),
  );
});

test('the defaults of the list have fields of tasks', () => {
  expect(fieldsOf(Task)).toEqual(expect.arrayContaining(fieldsOf(Defaults)));
});

test('the page names each field whose prop has another name', () => {
  const text = readFileSync(join(PACKAGE, 'docs/constructs.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` of a (\w+) +\| `(\w+)` +\|$/gm)].map(([, ...row]) => row);
  const expected = Object.entries(PROPS_OF_FIELDS).flatMap(([entry, names]) =>
    Object.entries(names).map(([field, prop]) => [field, entry, prop]),
  );
  expect(rows).toEqual(expected);
});
