import { Chart, Testing } from 'cdk8s';
import { GitRepoTask, type RootTaskProps } from '../../lib';
import { Repository, Task, TaskListFile } from '../../lib/task-list/schema/schema';
import { simplifyName } from '../../lib/validation/closest-name';
import { FOREIGN_FIELDS } from '../../lib/validation/foreign/foreign-fields';
import { report } from '../support/report';

const root = { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };

/** Returns what follows `unknown field; ` in the message about a field of a task. */
function remedyOf(field: string, value: unknown, others: object = root): string | undefined {
  const [line, ...more] = report([{ ...others, [field]: value }]);
  expect(more).toEqual([]);
  return /^tasks\.json:\d+:\d+: tasks\[0\]\S+(?: \(task "build"\))?: unknown field; (.*)$/.exec(line ?? '')?.[1];
}

const ONE_CONTAINER = 'a task runs one container; write a task for each step, and make the step before it its parent';
const WORKING_DIRECTORY = 'the working directory is the working tree; change to a folder of it in the command';
const CONDITION = 'a task runs when its parent has succeeded; check other conditions in the command';
const SCHEDULE = 'a task has no schedule; increase "run" to run it again, for example in a scheduled CI job';
const SECRETS =
  'write "env": { "TOKEN": { "secret": "NAME", "key": "KEY" } } for a variable, "envFrom" or "volumes" for all its keys, "gitSecret" to clone, or "imagePullSecrets" for the image';

test.each<[field: string, value: unknown, remedy: string]>([
  ['size', '5Gi', 'write "pvcStorageSize": "5Gi"'],
  ['pvcSize', 5, 'write "pvcStorageSize": "5Gi"'],
  ['storage', 'large', 'use "pvcStorageSize"'],
  ['storageClass', 'fast', 'write "pvcStorageClass": "fast"'],
  ['storageClassName', 'fast', 'write "pvcStorageClass": "fast"'],
  ['accessMode', 'RWX', 'write "pvcAccessMode": "ReadWriteMany"'],
  ['accessModes', ['ReadWriteOnce'], 'write "pvcAccessMode": "ReadWriteOnce"'],
  ['volume', 'data', 'write "existingClaim": "data"'],
  ['pvc', { name: 'data' }, 'write "existingClaim": "data"'],
  ['claimName', 'data', 'write "existingClaim": "data"'],
  ['volumeMounts', [], 'use "volumes"'],
  ['emptyDir', {}, 'write "volumes": [{ "mountPath": "/scratch", "emptyDir": "1Gi" }]'],
  ['shmSize', '1g', 'write "volumes": [{ "mountPath": "/dev/shm", "emptyDir": "1Gi", "medium": "Memory" }]'],
  ['cache', 'npm', 'write "volumes": [{ "mountPath": "/cache", "claim": "NAME" }] for a cache on a claim that exists'],
  [
    'configMap',
    'settings',
    'write "volumes": [{ "mountPath": "/etc/app", "configMap": "NAME" }] for files, or "envFrom": [{ "configMap": "NAME" }] for variables',
  ],
  ['pullPolicy', 'always', 'write "imagePullPolicy": "Always"'],
  ['runtimeClass', 'gvisor', 'write "runtimeClassName": "gvisor"'],
  ['gracePeriodSeconds', 60, 'write "terminationGracePeriodSeconds": 60'],
  ['branch', 'main', 'write "ref": "main"'],
  ['revision', 5, 'write "ref": "5"'],
  ['secretName', 'git', 'write "gitSecret": "git"'],
  ['needs', ['build', 'test'], 'use "parentTaskId"; a task has one parent: name it here, and the others in inputs'],
  ['dependsOn', 'build', 'write "parentTaskId": "build"'],
  ['depends_on', ['build'], 'write "parentTaskId": "build"'],
  ['dependencies', {}, 'use "parentTaskId" (a task has one parent; inputs names further tasks)'],
  ['parent', 'build', 'write "parentTaskId": "build"'],
  ['timeout', 600, 'write "activeDeadlineSeconds": 600'],
  ['timeout', '30m', 'write "activeDeadlineSeconds": 1800'],
  ['timeout', 'long', 'use "activeDeadlineSeconds" (in seconds)'],
  ['timeout-minutes', 30, 'write "activeDeadlineSeconds": 1800'],
  ['retries', 3, 'write "backoffLimit": 3'],
  ['retries', {}, 'use "backoffLimit" (the number of retries)'],
  ['restartPolicy', 'Never', 'each attempt is a new pod; set "backoffLimit" and "retry"'],
  ['ttlSecondsAfterFinished', 60, 'a finished Job stays until its task is removed or runs again'],
  ['script', 'npm test', 'write "command": ["sh", "-c", "…"]'],
  ['script', ['npm ci', 'npm test'], 'write "command": ["sh", "-c", "…"]'],
  ['entrypoint', ['npm', 'test'], 'use "command"'],
  ['cmd', 'npm test', 'write "command": ["sh", "-c", "…"]'],
  ['name', 'Build', '"taskId" has the same meaning; remove one of the two'],
  ['id', 'b', '"taskId" has the same meaning; remove one of the two'],
  ['url', 'https://example.com', '"repoUrl" has the same meaning; remove one of the two'],
  ['repoURL', 'https://example.com', '"repoUrl" has the same meaning; remove one of the two'],
  ['secrets', ['a'], SECRETS],
  ['token', 'hush', 'put credentials into a Secret, and set "gitSecret" to its name'],
  ['environment', { A: 'hush' }, 'use "env"'],
  ['environment', ['A=hush'], 'write "env": { "A": "…" }'],
  ['variables', [{ name: 'A', value: 'hush' }], 'write "env": { "A": "…" }'],
  ['nodeselector', {}, 'did you mean "nodeSelector"?'],
  ['runs-on', 'ubuntu', 'use "nodeSelector" (labels of a node)'],
  ['serviceAccount', 'x', 'write "serviceAccountName": "x"'],
  ['imagePullSecret', 'x', 'did you mean "imagePullSecrets"?'],
  ['pullSecrets', [{ name: 'x' }], 'use "imagePullSecrets"'],
  ['parallelism', 2, 'a Job runs one pod; write several tasks to run several pods'],
  ['steps', [], ONE_CONTAINER],
  ['containers', [], ONE_CONTAINER],
  ['workingDir', 'app', WORKING_DIRECTORY],
  ['working-directory', 'app', WORKING_DIRECTORY],
  [
    'securityContext',
    {},
    'set "runAsUser", "fsGroup" and "capabilities"; the rest is what the Pod Security standard "restricted" requires',
  ],
  ['user', 1000, 'write "runAsUser": 1000'],
  ['gpu', 1, 'write "resources": { "limits": { "nvidia.com/gpu": "1" } }'],
  ['cpu', 2, 'write "resources": { "requests": { "cpu": "2" }, "limits": { "cpu": "2" } }'],
  ['memory', '4Gi', 'write "resources": { "requests": { "memory": "4Gi" }, "limits": { "memory": "4Gi" } }'],
  ['limits', { memory: 512 }, 'write "resources": { "limits": { "memory": "512Mi" } }'],
  ['requests', { cpu: '1' }, 'write "resources": { "requests": { "cpu": "1" } }'],
  ['limits', 'large', 'use "resources"'],
  ['schedule', '* * * * *', SCHEDULE],
  ['cron', '* * * * *', SCHEDULE],
  ['when', 'always', CONDITION],
  ['if', 'always()', CONDITION],
  ['matrix', {}, 'a list has no loops; write a task for each combination'],
  ['continue-on-error', true, 'write "allowFailure": true'],
  ['metadata', {}, 'a task is not a Kubernetes object; write its fields without metadata and spec'],
  ['description', 'Build', 'write "annotations": { "description": "…" }'],
  ['hostNetwork', true, 'correct the name or remove it'],
])('a task with %s: %j', (field, value, remedy) => {
  expect(remedyOf(field, value)).toBe(remedy);
});

test('an amount is added to resources that are there', () => {
  const others = { ...root, resources: { limits: { memory: '1Gi' } } };
  expect(remedyOf('cpu', 2, others)).toBe(
    'add it to "resources": { "requests": { "cpu": "2" }, "limits": { "cpu": "2" } }',
  );
});

test('a field that is there under another name is not missing', () => {
  expect(report([{ id: 'build', url: 'https://example.com/a.git', container: 'alpine:3' }])).toEqual([
    'tasks.json:3:5: tasks[0].id: unknown field; write "taskId": "build"',
    'tasks.json:4:5: tasks[0].url: unknown field; write "repoUrl": "https://example.com/a.git"',
    'tasks.json:5:5: tasks[0].container: unknown field; write "image": "alpine:3"',
  ]);
  expect(report([root, { taskId: 'test', needs: 'build', image: 'alpine:3' }])).toEqual([
    'tasks.json:9:5: tasks[1].needs (task "test"): unknown field; write "parentTaskId": "build"',
  ]);
  const lint = { taskId: 'lint', parentTaskId: 'build', image: 'alpine:3' };
  expect(
    report([root, lint, { ...lint, taskId: 'a', needs: ['lint'] }, { ...lint, taskId: 'b', needs: 'lint' }]),
  ).toEqual([
    'tasks.json:16:5: tasks[2].needs (task "a"): unknown field; use "inputs" (a task has one parent; inputs names further tasks)',
    'tasks.json:24:5: tasks[3].needs (task "b"): unknown field; write "inputs": ["lint"]',
  ]);
  expect(report({ defaults: { docker: 'alpine:3' }, tasks: [{ ...root, image: undefined }] })).toEqual([
    'tasks.json:3:5: defaults.docker: unknown field; write "image": "alpine:3"',
  ]);
});

test.each<[string, unknown, string[]]>([
  [
    'a field of the list at a task',
    [{ ...root, namespace: 'x', defualts: {} }],
    [
      'tasks.json:6:5: tasks[0].namespace (task "build"): is a field of the list; set it beside the tasks: { "namespace": …, "tasks": [ … ] }',
      'tasks.json:7:5: tasks[0].defualts (task "build"): unknown field; "defaults" is a field of the list; set it beside the tasks: { "defaults": …, "tasks": [ … ] }',
    ],
  ],
  [
    'a field of a task beside the tasks',
    { image: 'alpine:3', gitSecret: 'x', tasks: [root] },
    [
      'tasks.json:2:3: image: is a field of a task; set it at each task, or in defaults',
      'tasks.json:3:3: gitSecret: is a field of a task; set it at each task',
    ],
  ],
  [
    'other fields in defaults',
    { defaults: { namespace: 'x', repoUrl: 'x', branch: 'main', steps: [] }, tasks: [root] },
    [
      'tasks.json:3:5: defaults.namespace: is a field of the list; set it beside the tasks: { "namespace": …, "tasks": [ … ] }',
      'tasks.json:4:5: defaults.repoUrl: cannot be set in defaults; set it at each task',
      'tasks.json:5:5: defaults.branch: unknown field; write "ref": "main"',
      `tasks.json:6:5: defaults.steps: unknown field; ${ONE_CONTAINER}`,
    ],
  ],
  [
    'other fields of a repository',
    {
      repositories: { app: { repoUrl: 'https://example.com/a.git', name: 'app', env: {}, branch: 'main', steps: [] } },
      tasks: [{ taskId: 'a', repository: 'app', image: 'alpine:3' }],
    },
    [
      'tasks.json:4:7: repositories.app.repoUrl: unknown field; write "url": "https://example.com/a.git"',
      'tasks.json:5:7: repositories.app.name: the key of a repository is its name; remove the field',
      'tasks.json:6:7: repositories.app.env: is a field of a task; set it at the tasks that use the repository',
      'tasks.json:7:7: repositories.app.branch: unknown field; write "ref": "main"',
      'tasks.json:8:7: repositories.app.steps: unknown field; correct the name or remove it',
    ],
  ],
  [
    'other fields for Argo CD',
    { namespace: 'x', argoCd: { url: 'https://example.com/a.git', branch: 'main' }, tasks: [root] },
    [
      'tasks.json:4:5: argoCd.url: unknown field; write "repoURL": "https://example.com/a.git"',
      'tasks.json:5:5: argoCd.branch: unknown field; write "targetRevision": "main"',
    ],
  ],
  [
    'other fields of the list',
    { repos: {}, common: {}, argocd: {}, steps: [], tasks: [root] },
    [
      'tasks.json:2:3: repos: unknown field; use "repositories"',
      'tasks.json:3:3: common: unknown field; use "defaults"',
      'tasks.json:4:3: argocd: unknown field; did you mean "argoCd"?',
      'tasks.json:5:3: steps: unknown field; "tasks" has the same meaning; remove one of the two',
    ],
  ],
])('%s', (_name, list, lines) => {
  expect(report(list)).toEqual(lines);
});

describe('the table', () => {
  const names = FOREIGN_FIELDS.flatMap(([words]) => words.split(' '));

  test('has each name once', () => {
    const simple = names.map(simplifyName);
    expect(simple.filter((name, index) => simple.indexOf(name) < index)).toEqual([]);
  });

  test('names fields that exist', () => {
    const argoCd = ['repoURL', 'targetRevision'];
    const ephemeral = ['size', 'storageClass'];
    const constructs = ['parent', 'claim'];
    const known = [
      ...[Task, Repository, TaskListFile].flatMap(({ shape }) => Object.keys(shape)),
      ...argoCd,
      ...ephemeral,
      ...constructs,
    ];
    const used = FOREIGN_FIELDS.flatMap(([, { fields = [] }]) => fields);
    expect(used.filter((name) => !known.includes(name))).toEqual([]);
    const quoted = FOREIGN_FIELDS.flatMap(([, { advice = '' }]) => [
      ...advice.matchAll(/(?:set|increase|in) "(\w+)"/g),
    ]);
    expect(quoted.length).toBeGreaterThan(3);
    expect(quoted.filter(([, name]) => !known.includes(name!))).toEqual([]);
  });

  test('has a field or advice for each name', () => {
    expect(FOREIGN_FIELDS.filter(([, { fields, advice }]) => !fields && !advice)).toEqual([]);
  });
});

test('the constructs explain the same fields, with the names of their props', () => {
  const chart = new Chart(Testing.app(), 'chain');
  const props = {
    taskId: 'build',
    image: 'alpine:3',
    url: 'https://example.com/a.git',
    needs: 'a',
    pvc: 'data',
    steps: [],
  };
  expect(() => new GitRepoTask(chart, 'task', props as unknown as RootTaskProps)).toThrow(
    [
      'chain/task: url: unknown field; write "repoUrl": "https://example.com/a.git"',
      'chain/task: needs: unknown field; use "parent" (a task has one parent; inputs names further tasks)',
      'chain/task: pvc: unknown field; use "claim" (a claim that exists)',
      `chain/task: steps: unknown field; ${ONE_CONTAINER}`,
    ].join('\n'),
  );
});
