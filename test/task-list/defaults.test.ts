import { parseTaskList, type Chain, type Repository, type Task } from '../../lib/task-list';

const url = 'https://example.com/a.git';
const root = { taskId: 'a', repoUrl: url };
const child = { taskId: 'b', parentTaskId: 'a' };

function read(list: object): {
  tasks: Partial<Record<string, Task>>;
  repositories: readonly Repository[];
  chains: readonly Chain[];
} {
  const { list: read, problems } = parseTaskList(JSON.stringify(list), 'tasks.json');
  expect(problems).toEqual([]);
  const { chains = [], repositories = [] } = read ?? {};
  const tasks = chains.flatMap((chain) => chain.tasks.map(({ task }) => task));
  return { tasks: Object.fromEntries(tasks.map((task) => [task.taskId, task])), repositories, chains };
}

test('a default applies to each task that does not set the field', () => {
  const { tasks } = read({
    defaults: { image: 'alpine:3', backoffLimit: 1 },
    tasks: [root, { ...child, image: 'alpine:4' }],
  });
  expect(tasks).toEqual({
    a: { ...root, image: 'alpine:3', backoffLimit: 1 },
    b: { ...child, repoUrl: url, image: 'alpine:4', backoffLimit: 1 },
  });
});

test('objects are merged by key, the defaults first; other values are replaced', () => {
  const defaults = {
    image: 'alpine:3',
    env: { A: '1', B: '2', C: { secret: 's', key: 'k' } },
    resources: { requests: { cpu: '1' }, limits: { memory: '4Gi', cpu: '3' } },
    args: ['x', 'y'],
    tolerations: [{ operator: 'Exists' }],
  };
  const own = { env: { D: '4', B: '3', C: 'x' }, resources: { limits: { cpu: '4' } }, args: [], tolerations: [] };
  const { tasks } = read({ defaults, tasks: [{ ...root, ...own }] });
  expect(tasks.a).toEqual({
    ...root,
    image: 'alpine:3',
    env: { A: '1', B: '3', C: 'x', D: '4' },
    resources: { requests: { cpu: '1' }, limits: { memory: '4Gi', cpu: '4' } },
    args: [],
    tolerations: [],
  });
  expect(Object.keys(tasks.a?.env ?? {})).toEqual(['A', 'B', 'C', 'D']);
});

test('a variable is replaced as a whole', () => {
  const defaults = {
    image: 'alpine:3',
    env: { A: { secret: 's', key: 'k' }, B: { resource: 'limits.cpu', divisor: '1m' } },
  };
  const env = { A: { configMap: 'c', key: 'l' }, B: { resource: 'limits.cpu' }, C: 'x' };
  expect(read({ defaults, tasks: [{ ...root, env }] }).tasks.a?.env).toEqual(env);
});

const everything = {
  image: 'alpine:3',
  ref: 'main',
  depth: 1,
  gitImage: 'git:1',
  gitResources: { limits: { cpu: '2' } },
  pvcStorageSize: '2Gi',
  pvcAccessMode: 'ReadWriteMany',
  pvcStorageClass: 'fast',
  keepClaim: false,
  runAsUser: 1000,
  fsGroup: 2000,
  labels: { team: 'web' },
};

test('a default is ignored where a task must not have the field', () => {
  const { tasks, repositories } = read({
    defaults: everything,
    repositories: { x: { url } },
    tasks: [
      root,
      child,
      { taskId: 'c', repoUrl: url, existingClaim: 'data' },
      { taskId: 'd', repository: 'x' },
      { taskId: 'e', parentTaskId: 'd' },
    ],
  });
  const { image, labels, ref, depth, gitImage, gitResources, ...claim } = everything;
  const { pvcAccessMode, runAsUser, fsGroup } = claim;
  const common = { image, labels, repoUrl: url };
  const clone = { ref, gitImage, gitResources };
  expect(tasks).toEqual({
    a: { taskId: 'a', ...common, ...clone, depth, ...claim },
    b: { taskId: 'b', parentTaskId: 'a', ...common },
    c: { taskId: 'c', existingClaim: 'data', ...common, ...clone, depth, pvcAccessMode, runAsUser, fsGroup },
    d: { taskId: 'd', repository: 'x', ...common },
    e: { taskId: 'e', parentTaskId: 'd', ...common },
  });
  expect(repositories).toEqual([{ name: 'x', url, ...clone, ...claim }]);
});

test("the ref of a root overrides the repository's, which overrides the default", () => {
  const { tasks, repositories } = read({
    defaults: { image: 'alpine:3', ref: 'main' },
    repositories: { x: { url, ref: 'next' } },
    tasks: [
      { taskId: 'a', repository: 'x' },
      { taskId: 'b', repository: 'x', ref: 'v1' },
    ],
  });
  expect(repositories[0]?.ref).toBe('next');
  expect([tasks.a?.ref, tasks.b?.ref]).toEqual([undefined, 'v1']);
});

test('null is a value of runAsUser and fsGroup', () => {
  const { tasks } = read({
    defaults: { image: 'alpine:3', runAsUser: 1000 },
    tasks: [{ ...root, runAsUser: null, fsGroup: null }],
  });
  expect(tasks.a).toMatchObject({ runAsUser: null, fsGroup: null });
});

test('names with a meaning in JavaScript are ordinary names', () => {
  const ids = ['constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const { tasks, repositories } = read({
    defaults: { image: 'alpine:3', env: { constructor: '1' }, labels: { toString: 'x' } },
    repositories: { constructor: { url }, valueOf: { url } },
    tasks: [
      { taskId: 'a', repository: 'constructor' },
      { taskId: 'z', repository: 'valueOf' },
      ...ids.map((taskId) => ({ taskId, parentTaskId: 'a', env: { valueOf: '2' } })),
    ],
  });
  expect(repositories.map(({ name }) => name)).toEqual(['constructor', 'valueOf']);
  expect(Object.keys(tasks).sort()).toEqual(['a', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'z']);
  expect(Object.entries(tasks['valueOf' as string]?.env ?? {})).toEqual([
    ['constructor', '1'],
    ['valueOf', '2'],
  ]);
});

test('each task of a chain has the repository and the URL of its chain', () => {
  const { chains } = read({
    defaults: { image: 'alpine:3' },
    repositories: { x: { url } },
    tasks: [
      { taskId: 'b', parentTaskId: 'a', repository: 'x' },
      { taskId: 'a', repository: 'x' },
    ],
  });
  const [chain] = chains;
  expect(chains).toHaveLength(1);
  expect(chain?.tasks.map(({ task, repository }) => [task.taskId, task.repoUrl, repository?.name])).toEqual([
    ['a', url, 'x'],
    ['b', url, 'x'],
  ]);
  expect(chain?.tasks[1]?.parent).toBe(chain?.root);
});

test('chains of any depth and width are parsed', () => {
  const size = 5_000;
  const deep = Array.from({ length: size }, (_, i) => ({
    taskId: `t${i}`,
    ...(i === 0 ? { repoUrl: url } : { parentTaskId: `t${i - 1}` }),
  }));
  const wide = Array.from({ length: size }, (_, i) => ({
    taskId: `t${i}`,
    ...(i === 0 ? { repoUrl: url } : { parentTaskId: 't0' }),
  }));
  for (const tasks of [deep, deep.toReversed(), wide]) {
    expect(read({ defaults: { image: 'alpine:3' }, tasks }).chains[0]?.tasks).toHaveLength(size);
  }
});
