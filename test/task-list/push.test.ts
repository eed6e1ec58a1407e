import { parseTaskList } from '../../lib/task-list';

const fix = { taskId: 'fix', repoUrl: 'https://example.com/app.git', image: 'alpine:3', ref: 'main' };
const push = { branch: 'results/fix' };
const publish = { taskId: 'publish', parentTaskId: 'fix', push };

/** Returns the errors and warnings of a list, as `path: message`. */
function problemsOf(list: unknown): string[] {
  return parseTaskList(JSON.stringify(list, null, 2), 'tasks.json').problems.map(
    ({ path, message }) => `${path}: ${message}`,
  );
}

test.each<object>([
  {},
  { url: 'git@example.com:fork/app.git', gitSecret: 'git-push', force: 'lease', allowDefault: true },
  { commit: { message: '-x $(X)\n\nbody', author: { name: 'Ro Bot', email: 'robot@example.com' } } },
  { branch: 'é/$(X)' },
  { branch: 'main', allowDefault: true },
  { branch: 'main', url: 'https://example.com/fork.git' },
])('a task can push: %j', (more) => {
  expect(problemsOf([fix, { ...publish, push: { ...push, ...more } }])).toEqual([]);
});

test('it can have the fields of a run and of a pod', () => {
  const run = { run: 2, backoffLimit: 0, activeDeadlineSeconds: 60, repoUrl: fix.repoUrl };
  const pod = {
    labels: { team: 'a' },
    annotations: { a: 'b' },
    nodeSelector: { disk: 'ssd' },
    priorityClassName: 'low',
  };
  expect(problemsOf([fix, { ...publish, ...run, ...pod }])).toEqual([]);
});

test('it ignores the defaults of other tasks', () => {
  const defaults = {
    image: 'alpine:3',
    command: ['true'],
    retry: 'continue',
    serviceAccountName: 'robot',
    env: { A: 'b' },
  };
  const { list, problems } = parseTaskList(JSON.stringify({ defaults, tasks: [fix, publish] }), 'tasks.json');
  expect(problems).toEqual([]);
  expect(list!.chains[0]!.tasks[1]!.task).toEqual({
    ...publish,
    image: expect.stringContaining('alpine/git') as unknown,
    repoUrl: fix.repoUrl,
  });
});

const NO_CONTAINER =
  'cannot be combined with push: its containers run gitImage with scripts of this project, and it has no working tree of its own; remove it';

test.each([
  'image',
  'command',
  'args',
  'env',
  'volumes',
  'sidecars',
  'mountPath',
  'resources',
  'retry',
  'inputs',
  'serviceAccountName',
])('it must not have %s', (field) => {
  const values: Record<string, unknown> = {
    image: 'alpine:3',
    env: {},
    resources: {},
    mountPath: '/x',
    retry: 'clean',
    serviceAccountName: 'a',
  };
  expect(problemsOf([fix, { ...publish, [field]: values[field] ?? [] }])).toEqual([
    `tasks[1].${field}: ${NO_CONTAINER}`,
  ]);
});

test.each<[object, string]>([
  [{ branch: '' }, '.branch: "" is empty; use the name of a branch'],
  [{ branch: '-x' }, '.branch: "-x" starts with "-", which git would parse as an option; use the name of a branch'],
  [{ branch: 'a..b' }, '.branch: "a..b" is not a git ref; use the name of a branch'],
  [
    { branch: 'refs/heads/../..' },
    '.branch: "refs/heads/../.." starts with "refs/"; write the name without refs/heads/',
  ],
  [{ branch: 'HEAD' }, '.branch: "HEAD" is not the name of a branch; use another one'],
  [
    { branch: 'main' },
    '.branch: "main" is the branch that the chain cloned; use another one, or set allowDefault to true',
  ],
  [
    { branch: 'main', url: 'ssh://git@EXAMPLE.com/app' },
    '.branch: "main" is the branch that the chain cloned; use another one, or set allowDefault to true',
  ],
  [{ url: 'file:///x' }, '.url: "file:///x" has the scheme "file": use https, http or ssh'],
  [{ force: 'always' }, '.force: "always" is not "never" or "lease"'],
  [{ gitSecret: 'A' }, '.gitSecret: "A" is not'],
  [{ commit: {} }, '.commit: message is required'],
  [
    { commit: { message: 'x', author: { name: 'a', email: 'a@b' }, nestedRepositories: 'yes' } },
    '.commit.nestedRepositories: "yes" is not "refuse" or "files"',
  ],
  [
    { commit: { message: ' ', author: { name: 'a', email: 'a@b' } } },
    '.commit.message: " " is empty; write what the commit changes',
  ],
  [
    { commit: { message: 'x', author: { name: '<>', email: 'a@b' } } },
    '.commit.author.name: "<>" has no letter or digit',
  ],
  [
    { commit: { message: 'x', author: { name: 'a\nb', email: 'a@b' } } },
    '.commit.author.name: "a\\nb" contains "<", ">", a tab or a line break; remove it',
  ],
  [
    { commit: { message: 'x', author: { name: 'a', email: 'a' } } },
    '.commit.author.email: "a" is not an e-mail address',
  ],
])('%j is an error', (more, message) => {
  expect(problemsOf([fix, { ...publish, push: { ...push, ...more } }]).join('\n')).toContain(`tasks[1].push${message}`);
});

test('it needs a parent', () => {
  expect(problemsOf([{ ...fix, push }])).toEqual([
    'tasks[0].push: only a task with a parent may set this (it pushes what the parent left); set parentTaskId too, or remove it',
  ]);
});

test('no task can start from it, or read its tree', () => {
  const message = '"publish" pushes and has no working tree of its own; use its parent';
  const child = { taskId: 'child', parentTaskId: 'publish', image: 'alpine:3' };
  const join = { taskId: 'join', parentTaskId: 'fix', inputs: ['publish'], image: 'alpine:3' };
  expect(problemsOf([fix, publish, child, join])).toEqual([
    `tasks[2].parentTaskId: ${message}`,
    `tasks[3].inputs[0]: ${message}`,
  ]);
});

test('two tasks must not push one branch of one repository, also of other chains', () => {
  const other = { ...fix, taskId: 'other', repoUrl: 'git@example.com:app.git' };
  const again = { ...publish, taskId: 'again', parentTaskId: 'other' };
  expect(problemsOf([fix, publish, other, again])).toEqual([
    'tasks[3].push.branch: "results/fix" is also the branch of task "publish", and one would overwrite the other or fail; use another branch (see line 12, column 17)',
  ]);
  expect(problemsOf([fix, publish, other, { ...again, push: { branch: 'results/other' } }])).toEqual([]);
});

test('the ref of a repository is protected too', () => {
  const repositories = { app: { url: 'https://example.com/app.git', ref: 'refs/heads/main' } };
  const root = { taskId: 'fix', repository: 'app', image: 'alpine:3' };
  const list = { repositories, tasks: [root, { ...publish, push: { branch: 'main' } }] };
  expect(problemsOf(list).join()).toContain('"main" is the branch that the chain cloned');
});

test('a push over http is a warning', () => {
  const url = 'http://example.com/app.git';
  expect(problemsOf([fix, { ...publish, push: { ...push, url } }]).join()).toContain('tasks[1].push.url: ');
});
