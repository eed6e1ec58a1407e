import Ajv from 'ajv';

/** As much of a JSON schema as the reference shows. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly else?: Schema;
  readonly definitions?: Definitions;
}

type Definitions = Readonly<Record<string, Schema>>;

/** A task of each kind, with the fields that make it that kind. */
const KINDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  root: { taskId: 'a', repoUrl: 'https://example.com/a.git' },
  ephemeral: { taskId: 'a', repoUrl: 'https://example.com/a.git', ephemeral: { size: '1Gi' } },
  existingClaim: { taskId: 'a', repoUrl: 'https://example.com/a.git', existingClaim: 'data' },
  repository: { taskId: 'a', repository: 'a' },
  child: { taskId: 'a', parentTaskId: 'b' },
};

/** The text of the column "Task" for a field that these kinds of tasks may have. */
const KIND_NAMES: Readonly<Record<string, string>> = {
  'root ephemeral existingClaim repository child': 'all',
  'root ephemeral existingClaim repository': 'root',
  'root ephemeral existingClaim': 'root with `repoUrl`',
  'root existingClaim': 'root with `repoUrl`, without `ephemeral`',
  root: 'root with `repoUrl`, without `existingClaim` and `ephemeral`',
  ephemeral: 'root with `repoUrl`',
  existingClaim: 'root with `repoUrl`',
  repository: 'root with `repository`',
  child: 'child',
};

const MAX_INT32 = 2 ** 31 - 1;

/** Renders the reference of all fields of `tasks.json` from its JSON schema, as Markdown. */
export function taskListReference(schema: Schema): string {
  const definitions = schema.definitions ?? {};
  const { ArgoCd, Defaults, Repository, Task } = definitions;
  if (!ArgoCd || !Defaults || !Repository || !Task) throw new Error('the schema lacks one of its definitions');
  const parts = [
    '# Task list reference',
    '`npm run docs` generates this page from `tasks.schema.json`. An editor shows the same texts for a list whose `$schema` names that file.',
    'A list is an array of tasks, or an object with these fields:',
    table(schema.else ?? {}, definitions),
    '## Tasks',
    text(Task),
    'A root task has no `parentTaskId`; a child task has one. The column "Task" names the kinds of tasks that may have the field. A child task may also repeat the `repoUrl` or the `repository` of its root.',
    table(Task, definitions, kindsByField(schema)),
    '## Repositories',
    text(Repository),
    table(Repository, definitions),
    '## Defaults',
    text(Defaults),
    `Fields that may be in \`defaults\`: ${Object.keys(Defaults.properties ?? {})
      .map(code)
      .join(', ')}.`,
    '## Argo CD',
    text(ArgoCd),
    table(ArgoCd, definitions),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(schema: Schema, definitions: Definitions, kinds?: (field: string) => string): string {
  const titles = ['Field', ...(kinds ? ['Task'] : []), 'Meaning', 'Allowed', 'Default', 'Example'];
  const rows = Object.entries(schema.properties ?? {}).map(([field, property]) => [
    code(field),
    ...(kinds ? [kinds(field)] : []),
    text(property.description === undefined ? (definitions[definitionName(property)] ?? {}) : property),
    allowed(property),
    schema.required?.includes(field) ? 'required' : value(property.default),
    value(property.examples?.[0]),
  ]);
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Returns a function that names the kinds of tasks that may have a field: those whose schema does not forbid it. */
function kindsByField(schema: Schema): (field: string) => string {
  const validate = new Ajv({ strict: false, allErrors: true }).compile({
    $ref: '#/definitions/Task',
    definitions: schema.definitions,
  });
  const isAllowed = (field: string, task: Readonly<Record<string, unknown>>): boolean => {
    // Added to a task of another kind, such a field would only change its kind.
    const decidesKind = Object.values(KINDS).some((other) => field in other);
    if (decidesKind) return field in task;
    validate({ ...task, [field]: '' });
    return !validate.errors?.some(
      ({ keyword, instancePath }) => keyword === 'false schema' && instancePath === `/${field}`,
    );
  };
  return (field) => {
    const kinds = Object.keys(KINDS).filter((kind) => isAllowed(field, KINDS[kind]!));
    const name = KIND_NAMES[kinds.join(' ')];
    if (name === undefined) throw new Error(`no name for the tasks that may have ${field}: ${kinds.join(', ')}`);
    return name;
  };
}

/** Returns the allowed values of a field, as text. */
function allowed(schema: Schema): string {
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.anyOf) return schema.anyOf.map(allowed).join(' or ');
  if (schema.allOf) return schema.allOf.map(allowed).join(' and ');
  if (schema.$ref) return SECTIONS[definitionName(schema)] ?? '';
  if (schema.type === 'integer') {
    return schema.maximum === MAX_INT32 ? `integer ≥ ${schema.minimum}` : `${schema.minimum} to ${schema.maximum}`;
  }
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'null') return '`null`';
  if (schema.type === 'array') return `list of ${plural(allowed(schema.items ?? {}))}`;
  if (schema.type === 'object' && schema.properties) {
    return `object with ${Object.keys(schema.properties).map(code).join(', ')}`;
  }
  if (schema.type === 'object') return `object; its values: ${allowed(schema.additionalProperties as Schema)}`;
  return schema.maxLength === undefined ? 'string' : `string of at most ${schema.maxLength} characters`;
}

function plural(words: string): string {
  return words.replace(/^(string|object)\b/, '$1s');
}

/** Where this page describes a definition. */
const SECTIONS: Readonly<Record<string, string>> = {
  ArgoCd: '[Argo CD](#argo-cd)',
  Defaults: '[defaults](#defaults)',
  Repository: '[repository](#repositories)',
  Task: '[task](#tasks)',
};

function definitionName({ $ref, allOf }: Schema): string {
  return ($ref ?? allOf?.[0]?.$ref ?? '').replace('#/definitions/', '');
}

/** What a field means. A dollar outside of code could start a formula on GitHub. */
function text({ description = '' }: Schema): string {
  return description.replaceAll('|', '\\|').replace(/\$(\(\w+\)|\$)?/g, code);
}

function value(json: unknown): string {
  return json === undefined ? '' : code(JSON.stringify(json).replaceAll('|', '\\|'));
}

function code(text: string): string {
  return `\`${text}\``;
}
