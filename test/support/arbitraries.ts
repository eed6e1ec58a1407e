import fc from 'fast-check';
import { PUSH_TASK_OPTIONS } from '../../lib/constructs/options/push-options';
import { text } from '../../lib/validation/text';
import { dnsName } from '../../lib/kubernetes/names';
import type { TaskFields } from '../../lib/task-list';
import type { TaskListFile } from '../../lib/task-list/schema/schema';

/** Text that parsers of YAML, shells, Kubernetes and JavaScript may interpret as something else. */
const NASTY = [
  ...[
    '',
    ' ',
    ' a',
    'a ',
    'a\t',
    '\ta',
    '\n',
    '\n\n',
    'a\n',
    '\na',
    'a\n\nb\n\n',
    'a \n b',
    '  a\n b\n',
    'a\n---\nb',
    '\t\n',
  ],
  ...[
    'no',
    'No',
    'NO',
    'yes',
    'y',
    'n',
    'on',
    'off',
    'true',
    'True',
    'false',
    'null',
    'Null',
    'NULL',
    '~',
    'undefined',
  ],
  ...[
    '0',
    '-0',
    '1',
    '01',
    '0o7',
    '0x1f',
    '0b1',
    '1_0',
    '1e8',
    '1E8',
    'e1',
    '1.',
    '.5',
    '+1',
    '1:30',
    '190:20:30',
    '.inf',
    '.nan',
  ],
  ...[
    '2024-01-01',
    '2024-01-01T00:00:00Z',
    '12:30:45',
    '=',
    '<<',
    '!!str a',
    '!tag',
    '&a',
    '*a',
    '- a',
    '-',
    '--',
    '---',
    '...',
  ],
  ...[
    '? a',
    ': a',
    'a: b',
    'a:',
    ':a',
    'a #b',
    '#',
    '%a',
    '@a',
    '`a`',
    '[',
    ']',
    '{',
    '}',
    '{a: b}',
    '[a]',
    ',',
    '|',
    '>',
    '|-\n a',
  ],
  ...[
    "'",
    '"',
    "''",
    '"a"',
    "it's",
    '\\',
    '\\n',
    'a\\',
    '$',
    '$$',
    '$(X)',
    '$$(X)',
    '$(TASK_ID)',
    '${X}',
    '`X`',
    '{{a}}',
    '{{',
  ],
  ...['é', '日本語', '🚀', '👩‍👩‍👧', 'a\u00a0b', 'e\u0301', '\u200b', 'x'.repeat(200), `${'word '.repeat(60)}end`],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '</script>',
    '<!-- a -->',
    '| a | b |',
    '[a](b)',
    'rm -rf /',
  ],
] as const;

/** Text that a task may have in a command, a variable or an annotation. */
function nastyText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom<string>(...NASTY),
    fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => text(value) === undefined),
    fc.string({ unit: fc.constantFrom('\n', ' ', '\t', 'a', ':', '#', '-', '"', "'", '\\'), maxLength: 20 }),
  );
}

/** Text of some characters that has a form. */
function word(characters: string, form: RegExp): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), maxLength: 12 }).filter((value) => form.test(value));
}

/** Label values, and so IDs of tasks, that look like something else. */
const NASTY_IDS = [
  ...[
    'no',
    'NO',
    'y',
    'on',
    'true',
    'null',
    '0',
    '01',
    '0o7',
    '0x1f',
    '1_0',
    '1e8',
    '1.0',
    '2024-01-01',
    'constructor',
    'toString',
  ],
  ...[
    'a',
    'A',
    'a.b',
    'a_b',
    'a--b',
    'a-run2',
    'a-deadbeef',
    'README',
    'CON',
    'x'.repeat(63),
    `${'x'.repeat(44)}.`.concat('y'),
  ],
] as const;

function taskId(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom<string>(...NASTY_IDS), word('aZ09._-', /^[A-Za-z0-9](.{0,61}[A-Za-z0-9])?$/));
}

function labelValue(): fc.Arbitrary<string> {
  return fc.oneof(fc.constant(''), taskId());
}

function key(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('no', 'y', '1', '1e8', 'team', 'Team_1', 'x'.repeat(63), 'toString'),
    fc.constantFrom('example.com/team', 'a/b', 'kubernetes.io/arch', `${'x.'.repeat(100)}io/name`),
    word('abz09.-', /^[a-z](.*[a-z0-9])?$/).filter((value) => !['app', 'job-name'].includes(value)),
  );
}

function objectName(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('no', 'null', '0', '1e8', '0o7', 'a.b', 'y', '2024-01-01', 'my-secret', 'x'.repeat(63)),
    word('abz09-', /^[a-z](.*[a-z0-9])?$/),
  );
}

function namespace(): fc.Arbitrary<string> {
  return fc.constantFrom('keruta', 'no', '0', '1e8', '0x1', 'x'.repeat(63));
}

function image(): fc.Arbitrary<string> {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  return fc
    .tuple(
      fc.constantFrom(
        '',
        'localhost/',
        'localhost:5000/',
        'registry.example.com/',
        'Registry.example.com:5000/',
        '10.0.0.1:80/',
        '[::1]:5000/',
      ),
      fc.constantFrom('alpine', 'no', '1', 'team/app', 'a/b/c/d', 'a.b_c__d-e---f'),
      fc.constantFrom('', ':3.22', ':latest', ':1e8', ':_', `:${'x'.repeat(128)}`),
      fc.constantFrom('', `@${digest}`),
    )
    .map((parts) => parts.join(''));
}

function ref(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'main',
    'no',
    'v1.2.0',
    '1e8',
    '0o7',
    '20240101',
    'refs/heads/main',
    'feature/a#b',
    'é',
    'a'.repeat(40),
    '$(X)',
    'a$$b',
    "it's",
    'HEAD',
  );
}

/** A URL that is not of ssh. */
function webUrl(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'https://github.com/octocat/Hello-World.git',
    'https://git.example.com:8443/a/b/c.git',
    'http://git.example.com/app',
    'https://example.com/~user/a%20b.git',
    'https://example.com/$(X)/$$',
    'https://[2001:db8::1]/app.git',
    'https://git.example.com./app.git',
  );
}

function sshUrl(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'git@github.com:octocat/Hello-World.git',
    'ssh://git@git.example.com:2222/app.git',
    'git.example.com:app.git',
  );
}

function size(): fc.Arbitrary<string> {
  return fc.constantFrom(
    '1Gi',
    '500M',
    '0.5Gi',
    '.5Gi',
    '1.Gi',
    '1e3',
    '1E3',
    '1E',
    '+1Gi',
    '3000m',
    '1',
    '007',
    '12345678901',
    '1000000000n',
  );
}

/** Every request is at most every limit, so that defaults and tasks go together. */
function resources(): fc.Arbitrary<NonNullable<TaskFields['resources']>> {
  const storage = 'ephemeral-storage';
  const whatever = { requiredKeys: [] as never[] };
  return fc.record(
    {
      requests: fc.record(
        {
          cpu: fc.constantFrom('0', '1m', '100m', '0.5', '.5', '1'),
          memory: fc.constantFrom('0', '1Mi', '268435456', '1e8', '0.5Gi'),
          [storage]: fc.constantFrom('0', '1M', '1Gi'),
        },
        whatever,
      ),
      limits: fc.record(
        {
          cpu: fc.constantFrom('1', '2.5', '3000m', '1e1'),
          memory: fc.constantFrom('1Gi', '2G', '4e9', '1.5Gi'),
          [storage]: fc.constantFrom('2Gi', '3e9', '2200M'),
          'nvidia.com/gpu': fc.constantFrom('1', '2'),
          'hugepages-2Mi': fc.constantFrom('4Mi', '8Mi'),
        },
        whatever,
      ),
    },
    whatever,
  );
}

function toleration(): fc.Arbitrary<NonNullable<TaskFields['tolerations']>[number]> {
  const effect = fc.constantFrom('NoSchedule' as const, 'PreferNoSchedule' as const, 'NoExecute' as const);
  return fc.oneof(
    fc.constant({ operator: 'Exists' as const }),
    fc.record({ key: key(), operator: fc.constant('Exists' as const), effect }, { requiredKeys: ['key', 'operator'] }),
    fc.record(
      { key: key(), operator: fc.constant('Equal' as const), value: labelValue(), effect },
      { requiredKeys: ['key'] },
    ),
    fc.record({ key: key(), effect: fc.constant('NoExecute' as const), tolerationSeconds: fc.nat(3600) }),
  );
}

function dnsConfig(): fc.Arbitrary<NonNullable<TaskFields['dnsConfig']>> {
  const option = fc.record(
    { name: fc.constantFrom('ndots', 'timeout', 'use-vc', 'no'), value: fc.constantFrom('1', '0o7', '1e8', '') },
    { requiredKeys: ['name'] },
  );
  return fc.record(
    {
      nameservers: fc.array(fc.constantFrom('10.0.0.10', '2001:db8::1', '::1'), { maxLength: 3 }),
      searches: fc.array(fc.constantFrom('svc.cluster.local', 'example.com.', 'no', '1e8'), { maxLength: 4 }),
      options: fc.uniqueArray(option, { selector: ({ name }) => name, maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
}

function env(): fc.Arbitrary<NonNullable<TaskFields['env']>> {
  const name = fc.oneof(
    fc.constantFrom('no', 'y', 'HOME', 'PATH', '_', '-', 'a.b', 'e1', 'constructor', 'null', '.x'),
    word('ABZ_', /./).filter((value) => !['TASK_ID', 'REPO_URL'].includes(value)),
  );
  const dataKey = fc.constantFrom('token', '.dockercfg', 'no', '1e8', 'A_B-c.d');
  const source = fc.oneof(
    fc.record({ secret: objectName(), key: dataKey }),
    fc.record({ configMap: objectName(), key: dataKey }),
    fc.record({ field: fc.constantFrom('metadata.name', "metadata.labels['no']", "metadata.annotations['a/B']") }),
    fc.record({ resource: fc.constant('limits.cpu' as const), divisor: fc.constantFrom('1' as const, '1m' as const) }),
    fc.record(
      { resource: fc.constant('requests.memory' as const), divisor: fc.constantFrom('1k' as const, '1Mi' as const) },
      { requiredKeys: ['resource'] },
    ),
  );
  return fc.dictionary(name, fc.oneof(nastyText(), source), { maxKeys: 5 });
}

function envFrom(): fc.Arbitrary<NonNullable<TaskFields['envFrom']>> {
  const others = { prefix: fc.constantFrom('X_', 'no', '_', 'TASK_'), optional: fc.boolean() };
  const source = fc.oneof(
    fc.record({ secret: objectName(), ...others }, { requiredKeys: ['secret'] }),
    fc.record({ configMap: objectName(), ...others }, { requiredKeys: ['configMap'] }),
  );
  return fc.array(source, { maxLength: 3 });
}

/** Volumes that fit beside every `mountPath`, and below every limit of `resources`. */
function volumes(): fc.Arbitrary<NonNullable<TaskFields['volumes']>> {
  const amount = fc.constantFrom('1Gi', '500M', '0.5Gi', '1e9', '1');
  const expirationSeconds = fc.constantFrom(600, 3600, 2 ** 32);
  const some = <T extends object>(kind: { [K in keyof T]: fc.Arbitrary<T[K]> }, others: object = {}) =>
    fc.record({ ...kind, ...others }, { requiredKeys: Object.keys(kind) as never[] }) as fc.Arbitrary<object>;
  const kinds = fc.oneof(
    some({ configMap: objectName() }, { optional: fc.boolean() }),
    some({ secret: objectName() }, { optional: fc.boolean() }),
    some({ claim: objectName() }, { readOnly: fc.boolean() }),
    some({ emptyDir: amount }, { medium: fc.constant('Memory') }),
    some({ serviceAccountToken: some({ audience: fc.constantFrom('vault', 'no', '$(X)') }, { expirationSeconds }) }),
  );
  const path = fc.constantFrom(
    '/cache',
    '/etc/agent',
    '/run',
    '/dev/shm',
    '/mnt/$(X)',
    '/mnt/$$',
    '/mnt/é',
    "/it'd",
    '/1e8',
  );
  return fc
    .tuple(fc.uniqueArray(path, { maxLength: 4 }), fc.array(kinds, { minLength: 4, maxLength: 4 }))
    .map(([paths, drawn]) => paths.map((mountPath, index) => ({ mountPath, ...drawn[index] })));
}

function sidecars(): fc.Arbitrary<NonNullable<TaskFields['sidecars']>> {
  const sidecar = fc.record(
    {
      name: fc.constantFrom('db', 'no', '0', 'x'.repeat(63), 'a-run2', 'null'),
      image: image(),
      command: fc.array(nastyText(), { maxLength: 2 }),
      args: fc.array(nastyText(), { maxLength: 2 }),
      env: env(),
      envFrom: envFrom(),
      resources: resources(),
      readOnlyRootFilesystem: fc.boolean(),
      tmpSize: fc.constantFrom('1Gi', '500M'),
      tree: fc.constant('readOnly' as const),
      startupProbe: fc.record(
        { port: fc.integer({ min: 1, max: 65535 }), deadlineSeconds: fc.constantFrom(1, 2 ** 31 - 1) },
        { requiredKeys: ['port'] },
      ),
    },
    { requiredKeys: ['name', 'image'] },
  );
  return fc
    .uniqueArray(sidecar, { maxLength: 2, selector: ({ name }) => name })
    .filter(([a, b]) => a?.startupProbe === undefined || a.startupProbe.port !== b?.startupProbe?.port);
}

const MAIN = {
  image: image(),
  imagePullPolicy: fc.constantFrom('Always' as const, 'IfNotPresent' as const, 'Never' as const),
  command: fc.array(nastyText(), { maxLength: 4 }),
  args: fc.array(nastyText(), { maxLength: 4 }),
  env: env(),
  envFrom: envFrom(),
  resources: resources(),
  readOnlyRootFilesystem: fc.boolean(),
  capabilities: fc.constantFrom<'NET_BIND_SERVICE'[][]>([], ['NET_BIND_SERVICE']),
  tmpSize: fc.constantFrom('1Gi', '1', '500M', '0.5Gi', '2G', '1e9'),
  mountPath: fc.constantFrom(
    '/git-repo',
    '/work',
    '/srv/a-b',
    '/home/$(X)',
    '/data/$$',
    '/é',
    '/no',
    '/usr/src/app',
    "/it's",
  ),
  volumes: volumes(),
  sidecars: sidecars(),
};

/** Fields that cannot be defaults. */
const OF_ONE_TASK = {
  run: fc.constantFrom(1, 2, 999),
  allowFailure: fc.boolean(),
};

const RUN = {
  retry: fc.constantFrom('clean' as const, 'continue' as const),
  keepRuns: fc.integer({ min: 1, max: 999 }),
  backoffLimit: fc.constantFrom(0, 1, 2 ** 31 - 1),
  activeDeadlineSeconds: fc.constantFrom(1, 3600, 2 ** 31 - 1),
};

const POD = {
  nodeSelector: fc.dictionary(key(), labelValue(), { maxKeys: 3 }),
  tolerations: fc.array(toleration(), { maxLength: 3 }),
  dnsConfig: dnsConfig(),
  imagePullSecrets: fc.uniqueArray(objectName(), { maxLength: 3 }),
  serviceAccountName: objectName(),
  priorityClassName: objectName(),
  runtimeClassName: objectName(),
  hostUsers: fc.boolean(),
  terminationGracePeriodSeconds: fc.constantFrom(1, 30, 2 ** 31 - 1),
  labels: fc.dictionary(key(), labelValue(), { maxKeys: 4 }),
  annotations: fc.dictionary(key(), nastyText(), { maxKeys: 4 }),
};

const GIT = { ref: ref(), gitImage: image(), gitResources: resources() };
const DEPTH = { depth: fc.constantFrom(1, 50, 2 ** 31 - 1) };
const SECRET = { gitSecret: objectName() };
const ACCESS_MODE = fc.constantFrom('ReadWriteOnce' as const, 'ReadWriteMany' as const, 'ReadWriteOncePod' as const);

/** A user for which ssh URLs are fine, or not. */
function claim(ssh: boolean) {
  return {
    pvcStorageSize: size(),
    pvcAccessMode: ACCESS_MODE,
    pvcStorageClass: objectName(),
    keepClaim: fc.boolean(),
    runAsUser: ssh ? fc.constantFrom(65534, null) : fc.constantFrom(1, 1000, 65534, 2 ** 31 - 1, null),
    fsGroup: fc.constantFrom(0, 1000, 2 ** 31 - 1, null),
  };
}

/** The volume of a root task that keeps nothing. */
const EPHEMERAL = {
  ephemeral: fc.record(
    { size: fc.constantFrom('1Gi', '500M', '1'), storageClass: objectName() },
    { requiredKeys: ['size'] },
  ),
};

/** Valid values of each option of a task. Together, some of them are invalid: an ssh URL with another user. */
export const VALID_OPTIONS = {
  taskId: taskId(),
  ...OF_ONE_TASK,
  ...MAIN,
  ...RUN,
  ...POD,
  ...GIT,
  ...DEPTH,
  ...SECRET,
  ...claim(false),
  ...EPHEMERAL,
  repoUrl: fc.oneof(webUrl(), sshUrl()),
};

/** Where a task pushes to, without the branch. */
const PUSH = {
  gitSecret: objectName(),
  force: fc.constantFrom('never' as const, 'lease' as const),
  allowDefault: fc.boolean(),
  commit: fc.record({
    message: nastyText().filter((value) => value.trim() !== ''),
    author: fc.record({
      name: fc.constantFrom('Robot', 'é', '1e8', "O'No $(X)"),
      email: fc.constantFrom('a@b', '$(X)@example.com'),
    }),
    nestedRepositories: fc.constantFrom('refuse' as const, 'files' as const, undefined),
  }),
};

/** Any of the fields. */
function some<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<unknown> as fc.Arbitrary<Partial<T>>;
}

const argoCd: fc.Arbitrary<NonNullable<TaskListFile['argoCd']>> = fc.record(
  {
    repoURL: fc.oneof(webUrl(), sshUrl()),
    targetRevision: fc.constantFrom('HEAD', 'main', 'v1.2.0'),
    path: fc.constantFrom('dist', 'a/b.c/dist', 'no'),
    project: objectName(),
    namespace: namespace(),
    destination: fc.constantFrom({ server: 'https://10.0.0.1:6443' }, { name: 'in-cluster' }),
    name: fc.constantFrom('keruta', 'no', '0'),
    jobHealthCheck: fc.constant(true),
  },
  // Without jobHealthCheck, no task may have allowFailure.
  { requiredKeys: ['repoURL', 'jobHealthCheck'] },
);

type Root = Partial<TaskFields>;

/** The fields that select what a root task starts from. */
function roots(ssh: boolean, repositories: readonly string[]): fc.Arbitrary<Root> {
  const repoUrl = ssh ? fc.oneof(webUrl(), sshUrl()) : webUrl();
  const existing = fc.constantFrom(
    { existingClaim: 'data', pvcAccessMode: 'ReadWriteMany' as const, runAsUser: null, fsGroup: 1000 },
    { existingClaim: 'data.2', pvcAccessMode: 'ReadWriteOnce' as const, runAsUser: 65534, fsGroup: 65534 },
  );
  const cloned = some({ ...GIT, ...DEPTH, ...SECRET });
  const own = fc.tuple(fc.record({ repoUrl }), some(claim(ssh)), cloned);
  const onExisting = fc.tuple(fc.record({ repoUrl }), existing, cloned);
  const { runAsUser, fsGroup } = claim(ssh);
  const ephemeral = fc.tuple(fc.record({ repoUrl, ...EPHEMERAL }), some({ runAsUser, fsGroup }), cloned);
  const all: fc.Arbitrary<object[]>[] = [own, onExisting, ephemeral];
  if (repositories.length > 0) {
    all.push(fc.tuple(fc.record({ repository: fc.constantFrom(...repositories) }), some({ ref: ref() })));
  }
  return fc.oneof(...all).map((parts) => Object.assign({}, ...parts) as Root);
}

function tasks(ssh: boolean, ids: readonly string[], repositories: readonly string[]): fc.Arbitrary<TaskFields[]> {
  const task = fc.record({
    parent: fc.nat(),
    inputs: fc.array(fc.nat(), { maxLength: 3 }),
    isRoot: fc.integer({ min: 0, max: 3 }).map((value) => value === 0),
    repeatsSource: fc.boolean(),
    root: roots(ssh, repositories),
    fields: some({ ...MAIN, ...RUN, ...POD, ...OF_ONE_TASK }),
    image: image(),
    push: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some(PUSH) }),
  });
  return fc.array(task, { minLength: ids.length, maxLength: ids.length }).map((drawn) => {
    const source: Root[] = [];
    /** Indexes of the tasks that keep their trees. */
    const parents: number[] = [];
    /** The index of each task's root. */
    const rootIndexes: number[] = [];
    return drawn.map(({ parent, inputs, isRoot, repeatsSource, root, fields, image: needed, push }, index) => {
      const common = { taskId: ids[index] ?? '', image: needed, ...fields };
      const isEphemeral = root.ephemeral !== undefined;
      if (parents.length === 0 || isRoot) {
        source.push({ repoUrl: root.repoUrl, repository: root.repository });
        if (!isEphemeral) parents.push(index);
        rootIndexes.push(index);
        if (!isEphemeral) return { ...common, ...root };
        delete common.keepRuns;
        return { ...common, ...root, retry: 'clean' as const };
      }
      const parentIndex = parents[parent % parents.length]!;
      source.push(source[parentIndex] ?? {});
      if (push) {
        // No task can have it as an input.
        rootIndexes.push(-1);
        const branch = `$(X)/${index}`;
        return { ...withoutContainer(common), parentTaskId: ids[parentIndex], push: { ...push, branch } };
      }
      parents.push(index);
      const rootIndex = rootIndexes[parentIndex]!;
      const possible = ids.filter((_, other) => rootIndexes[other] === rootIndex && other !== parentIndex);
      rootIndexes.push(rootIndex);
      return {
        ...common,
        parentTaskId: ids[parentIndex],
        ...(possible.length > 0 && { inputs: [...new Set(inputs.map((nth) => possible[nth % possible.length]!))] }),
        ...(repeatsSource ? source[parentIndex] : {}),
      };
    });
  });
}

/** Returns the fields that a task which pushes may have. */
function withoutContainer(fields: TaskFields): TaskFields {
  const allowed = new Set(['taskId', ...Object.keys(PUSH_TASK_OPTIONS)]);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => allowed.has(name))) as TaskFields;
}

/**
 * Lists without errors, in all shapes and with all fields: chains and siblings, parents after their children, claims of
 * all kinds, defaults, and text that is easily misinterpreted.
 */
export function validList({ maxTasks = 8 } = {}): fc.Arbitrary<TaskListFile> {
  const names = fc.uniqueArray(
    fc.oneof(taskId(), fc.constantFrom('example/repo', 'a/b/c', 'No', `x/${'y'.repeat(251)}`)),
    { minLength: 4, maxLength: maxTasks + 3, selector: dnsName },
  );
  return fc
    .tuple(fc.boolean(), names)
    .chain(([ssh, drawn]) => {
      const taskIds = drawn.filter((name) => !name.includes('/') && name.length <= 63);
      const ids = taskIds.slice(0, Math.max(1, Math.min(maxTasks, taskIds.length - 1)));
      const others = drawn.filter((name) => !ids.includes(name)).slice(0, 3);
      const repositories = fc
        .tuple(
          ...others.map(() =>
            fc.tuple(fc.record({ url: ssh ? sshUrl() : webUrl() }), some({ ...GIT, ...SECRET, ...claim(ssh) })),
          ),
        )
        .map((drawnFields) =>
          Object.fromEntries(drawnFields.map(([url, fields], i) => [others[i] ?? '', { ...url, ...fields }])),
        );
      return fc.record(
        {
          $schema: fc.constant('./tasks.schema.json'),
          namespace: namespace(),
          argoCd,
          defaults: some({ ...MAIN, ...RUN, ...POD, ...claim(ssh), ...GIT, ...DEPTH }),
          repositories,
          tasks:
            ids.length === 0
              ? fc.constant([])
              : tasks(ssh, ids, others).chain((list) => fc.shuffledSubarray(list, { minLength: list.length })),
        },
        { requiredKeys: ['namespace', 'repositories', 'tasks'] },
      );
    })
    .filter(({ tasks: list }) => list.length > 0)
    .map((list) => JSON.parse(JSON.stringify(list)) as TaskListFile);
}

/** A list with one value changed, removed or added: most are invalid, some are still valid. */
export function mutatedList(): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 3, arbitrary: nastyText() },
    fc.constantFrom<unknown>(
      null,
      0,
      1,
      -1,
      1.5,
      1e300,
      '',
      [],
      {},
      [null],
      { a: 1 },
      '\u0000',
      '\u202e',
      '\ud800',
      '1Gi',
      'main',
      'alpine:3',
    ),
    fc.string({ unit: 'binary', maxLength: 10 }),
  );
  return fc
    .tuple(validList({ maxTasks: 5 }), fc.nat(), value, fc.constantFrom('replace', 'remove', 'add', 'append'))
    .map(mutate);
}

function mutate([list, at, value, how]: [TaskListFile, number, unknown, string]): unknown {
  const copy = structuredClone(list) as unknown as Json;
  const places = allPlaces(copy);
  const { holder, key: where } = places[at % places.length] ?? { holder: copy, key: 'tasks' };
  const old = holder[where];
  if (how === 'remove') {
    if (Array.isArray(holder)) holder.splice(Number(where), 1);
    else Reflect.deleteProperty(holder, where);
  } else if (how === 'append' && typeof old === 'string')
    holder[where] = `${old}${typeof value === 'string' ? value : '.'}`;
  else if (how === 'add' && typeof old === 'object' && old !== null) (old as Json).extra = value;
  else holder[where] = value;
  return copy;
}

type Json = Record<string, unknown>;

function allPlaces(holder: Json): { holder: Json; key: string }[] {
  return Object.entries(holder).flatMap(([name, value]) => [
    { holder, key: name },
    ...(typeof value === 'object' && value !== null ? allPlaces(value as Json) : []),
  ]);
}
