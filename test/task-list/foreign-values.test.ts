import fc from 'fast-check';
import { report } from '../support/report';

/** Values as Kubernetes, Helm, Compose, kubectl and CI systems write them: the message shows the form of this project. */

const root = { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const withFields = (fields: object): object[] => [{ ...root, ...fields }];
const SECRET_KEY_REF = { secretKeyRef: { name: 'my-secret', key: 'token' } };

describe('variables', () => {
  test.each<[string, unknown, string[]]>([
    [
      'the list of Kubernetes',
      [
        { name: 'A', value: 'hush' },
        { name: 'B', valueFrom: SECRET_KEY_REF },
      ],
      [
        'tasks.json:6:12: tasks[0].env (task "build"): the value is an array, not an object; write { "A": "…", "B": { "secret": "my-secret", "key": "token" } }',
      ],
    ],
    [
      'a long list',
      [1, 2, 3, 4, 5].map((index) => ({ name: `A${index}`, value: 'hush' })),
      [
        'tasks.json:6:12: tasks[0].env (task "build"): the value is an array, not an object; write { "A1": "…", "A2": "…", "A3": "…", "A4": "…", … }',
      ],
    ],
    [
      'the list of Compose',
      ['A=hush', 'B=hush=hush'],
      [
        'tasks.json:6:12: tasks[0].env (task "build"): the value is an array, not an object; write { "A": "…", "B": "…" }',
      ],
    ],
    [
      'a list of objects with one key',
      [{ A: 'hush' }, { B: 'hush' }],
      [
        'tasks.json:6:12: tasks[0].env (task "build"): the value is an array, not an object; write { "A": "…", "B": "…" }',
      ],
    ],
    [
      'text',
      'A=hush',
      ['tasks.json:6:12: tasks[0].env (task "build"): the value is a string, not an object; write { "A": "…" }'],
    ],
    ['a number', 5, ['tasks.json:6:12: tasks[0].env (task "build"): the value is a number, not an object']],
    [
      'a list without names',
      [['A', 'hush']],
      ['tasks.json:6:12: tasks[0].env (task "build"): the value is an array, not an object'],
    ],
    ...[
      { valueFrom: SECRET_KEY_REF },
      SECRET_KEY_REF,
      { name: 'my-secret', key: 'token' },
      { secretName: 'my-secret', key: 'token' },
    ].map((value): [string, unknown, string[]] => [
      `a key of a Secret: ${JSON.stringify(value)}`,
      { A: value },
      [
        'tasks.json:7:12: tasks[0].env.A (task "build"): the value has unknown fields; write { "secret": "my-secret", "key": "token" }',
      ],
    ]),
    ...(
      [
        [{ configMapKeyRef: { name: 'a', key: 'b' } }, '{ "configMap": "a", "key": "b" }'],
        [{ valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } } }, '{ "configMap": "a", "key": "b" }'],
        [{ valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, '{ "field": "metadata.name" }'],
        [{ valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '0' } } }, '{ "resource": "limits.cpu" }'],
        [
          { valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
          '{ "resource": "limits.memory", "divisor": "1Mi" }',
        ],
      ] as const
    ).map(([value, form]): [string, unknown, string[]] => [
      `another source: ${JSON.stringify(value)}`,
      { A: value },
      [`tasks.json:7:12: tasks[0].env.A (task "build"): the value has unknown fields; write ${form}`],
    ]),
    ...[{ value: 'hush' }, { valueFrom: { fileKeyRef: { key: 'hush' } } }].map((value): [string, unknown, string[]] => [
      `a source that a task cannot have: ${JSON.stringify(value)}`,
      { A: value },
      [
        'tasks.json:7:12: tasks[0].env.A (task "build"): the value has unknown fields; a variable is text, or a key of a Secret or a ConfigMap: write the text itself, as a string in double quotes',
      ],
    ]),
    [
      'a number and a boolean',
      { A: 4711, B: true },
      [
        'tasks.json:7:12: tasks[0].env.A (task "build"): the value is a number, not a string or an object; write it as a string in double quotes',
        'tasks.json:8:12: tasks[0].env.B (task "build"): the value is true or false, not a string or an object; write it as a string in double quotes',
      ],
    ],
    [
      'the name of a Secret that is not valid',
      { A: { secretKeyRef: { name: 'S3CRET!', key: 'token' } } },
      [
        'tasks.json:7:12: tasks[0].env.A (task "build"): secret is required',
        'tasks.json:7:12: tasks[0].env.A (task "build"): key is required',
        'tasks.json:8:9: tasks[0].env.A.secretKeyRef (task "build"): unknown field; correct the name or remove it',
      ],
    ],
  ])('%s', (_name, env, lines) => {
    expect(report(withFields({ env }))).toEqual(lines);
  });

  test('also in defaults', () => {
    expect(report({ defaults: { env: [{ name: 'A', value: 'hush' }] }, tasks: [root] })).toEqual([
      'tasks.json:3:12: defaults.env: the value is an array, not an object; write { "A": "…" }',
    ]);
  });
});

/** Fields of a task, and the end of the messages about them: what is after the position. */
test.each<[fields: object, lines: string[]]>([
  // The container
  [{ command: 'npm test' }, ['command: the value is a string, not an array; write ["sh", "-c", "…"]']],
  [
    { args: 'a b' },
    [
      'args: the value is a string, not an array; write ["…"], one string for each argument (a shell command is "command": ["sh", "-c", "…"])',
    ],
  ],
  [{ args: [1] }, ['args[0]: the value is a number, not a string; write it as a string in double quotes']],
  [{ image: { name: 'node:20' } }, ['image: the value is an object, not a string; write "node:20"']],
  [
    { image: { registry: 'ghcr.io', repository: 'a/b', tag: '1' } },
    ['image: the value is an object, not a string; write "ghcr.io/a/b:1"'],
  ],
  [{ image: { tag: '1' } }, ['image: the value is an object, not a string']],
  [
    { envFrom: [{ secretRef: { name: 'api', optional: true }, prefix: 'A_' }, { configMapRef: { name: 'c' } }] },
    [
      'envFrom[0]: the value has unknown fields; write { "secret": "api", "prefix": "A_", "optional": true }',
      'envFrom[1]: the value has unknown fields; write { "configMap": "c" }',
    ],
  ],
  [
    { envFrom: ['A=hush'] },
    ['envFrom[0]: the value is a string, not an object; write { "secret": "NAME" } or { "configMap": "NAME" }'],
  ],
  [
    { envFrom: { A: 'hush' } },
    [
      'envFrom: the value is an object, not an array; write [{ "secret": "NAME" }] or [{ "configMap": "NAME" }], or set "env" for single variables',
    ],
  ],
  [
    { volumes: ['cache:/cache:ro'] },
    [
      'volumes[0]: "cache:/cache:ro" is a string, not an object; write { "mountPath": "/cache", "claim": "cache", "readOnly": true }',
    ],
  ],
  [
    { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'data' } }] },
    [
      'volumes[0]: mountPath is required',
      'volumes[0]: the value has unknown fields; write { "mountPath": "/PATH", "claim": "data" }',
    ],
  ],
  [
    {
      volumes: [
        { mountPath: '/a', configMap: { name: 'a' } },
        { mountPath: '/b', emptyDir: {} },
      ],
    },
    [
      'volumes[0].configMap: the value is an object, not a string; write "a"',
      'volumes[1].emptyDir: the value is an object, not a string; write "1Gi"',
    ],
  ],
  [{ volumes: [{ mountPath: '/a', pvc: 'data' }] }, ['volumes[0].pvc: unknown field; write "claim": "data"']],
  [
    { volumes: { '/a': 'b' } },
    [
      'volumes: the value is an object, not an array; write [{ "mountPath": "/PATH", "configMap": "NAME" }], or a secret, a claim, an emptyDir or a serviceAccountToken',
    ],
  ],
  [{ ephemeral: true }, ['ephemeral: true is not an object; write { "size": "1Gi" }']],
  [{ ephemeral: '2Gi' }, ['ephemeral: "2Gi" is a string, not an object; write { "size": "2Gi" }']],
  [
    { ephemeral: { sizeLimit: '2Gi', storageClassName: 'fast' } },
    [
      'ephemeral.sizeLimit: unknown field; write "size": "2Gi"',
      'ephemeral.storageClassName: unknown field; write "storageClass": "fast"',
    ],
  ],
  [
    { terminationGracePeriodSeconds: '2m' },
    ['terminationGracePeriodSeconds: "2m" is not an integer from 1 to 2147483647; write 120'],
  ],
  [{ tmpSize: 512 }, ['tmpSize: 512 is a number, not a string; write "512Gi"']],
  [{ readOnlyRootFilesystem: 'no' }, ['readOnlyRootFilesystem: "no" is a string, not true or false; write false']],
  [
    { resources: { limits: { cpu: 4, memory: 512, 'nvidia.com/gpu': 1 }, requests: { memory: 2147483648, cpu: 0.5 } } },
    [
      'resources.limits.cpu: 4 is a number, not a string; write "4"',
      'resources.limits.memory: 512 is a number, not a string; write "512Mi"',
      'resources.limits["nvidia.com/gpu"]: 1 is a number, not a string; write "1"',
      'resources.requests.memory: 2147483648 is a number, not a string; write "2147483648"',
      'resources.requests.cpu: 0.5 is a number, not a string; write "0.5"',
    ],
  ],
  [
    { resources: { cpu: 4, memory: '8Gi' } },
    [
      'resources: the value has unknown fields; write { "requests": { "cpu": "4", "memory": "8Gi" }, "limits": { "cpu": "4", "memory": "8Gi" } }',
    ],
  ],
  [
    { gitResources: { cpu: '1', limits: { memory: '2Gi' } } },
    [
      'gitResources: the value has unknown fields; write { "requests": { "cpu": "1" }, "limits": { "cpu": "1", "memory": "2Gi" } }',
    ],
  ],
  [{ resources: { size: 'large' } }, ['resources.size: unknown field; correct the name or remove it']],

  // Attempts
  [
    { run: 'curl -u me:hush example.com' },
    [
      'run: the value is not an integer from 1 to 999; increase it to run the task again (a shell command is "command": ["sh", "-c", "…"])',
    ],
  ],
  [{ run: true }, ['run: true is not an integer from 1 to 999']],
  [{ run: '2' }, ['run: "2" is not an integer from 1 to 999; write 2']],
  ...[2, '2', { max: 2 }, { limit: 2 }].map((retry): [object, string[]] => [
    { retry },
    [
      `retry: ${JSON.stringify(retry)} is not "clean" or "continue"; for the number of retries, write "backoffLimit": 2`,
    ],
  ]),
  [{ retry: 'Clean' }, ['retry: "Clean" is not "clean" or "continue"; write "clean"']],
  [
    { activeDeadlineSeconds: '1h30m' },
    ['activeDeadlineSeconds: "1h30m" is not an integer from 1 to 2147483647; write 5400'],
  ],
  [
    { activeDeadlineSeconds: '1 day' },
    ['activeDeadlineSeconds: "1 day" is not an integer from 1 to 2147483647; write 86400'],
  ],
  [{ activeDeadlineSeconds: '500ms' }, ['activeDeadlineSeconds: "500ms" is not an integer from 1 to 2147483647']],
  [{ activeDeadlineSeconds: 'soon' }, ['activeDeadlineSeconds: "soon" is not an integer from 1 to 2147483647']],

  // The pod
  [
    { labels: { a: 1, b: true }, annotations: { c: 4711 }, nodeSelector: { d: false } },
    [
      'labels.a: 1 is a number, not a string; write "1"',
      'labels.b: true is not a string; write "true"',
      'annotations.c: the value is a number, not a string; write it as a string in double quotes',
      'nodeSelector.d: false is not a string; write "false"',
    ],
  ],
  [
    { labels: [{ name: 'a', value: 1 }], annotations: ['b=hush'], nodeSelector: ['disk=ssd'] },
    [
      'labels: the value is an array, not an object; write { "a": "1" }',
      'annotations: the value is an array, not an object; write { "b": "…" }',
      'nodeSelector: the value is an array, not an object; write { "disk": "ssd" }',
    ],
  ],
  [
    { nodeSelector: 'disk=ssd,arch=arm64' },
    ['nodeSelector: "disk=ssd,arch=arm64" is a string, not an object; write { "disk": "ssd", "arch": "arm64" }'],
  ],
  [{ imagePullSecrets: [{ name: 'x' }] }, ['imagePullSecrets[0]: the value is an object, not a string; write "x"']],
  [{ imagePullSecrets: 'x' }, ['imagePullSecrets: "x" is a string, not an array; write ["x"]']],
  [{ imagePullSecrets: { name: 'x' } }, ['imagePullSecrets: the value is an object, not an array; write ["x"]']],
  [
    { tolerations: ['dedicated=ci:NoSchedule', 'gpu:NoExecute', 'a:b:c'] },
    [
      'tolerations[0]: "dedicated=ci:NoSchedule" is a string, not an object; write { "key": "dedicated", "value": "ci", "effect": "NoSchedule" }',
      'tolerations[1]: "gpu:NoExecute" is a string, not an object; write { "key": "gpu", "operator": "Exists", "effect": "NoExecute" }',
      'tolerations[2]: "a:b:c" is a string, not an object',
    ],
  ],
  [
    { tolerations: { key: 'a', operator: 'Exists' } },
    ['tolerations: the value is an object, not an array; write [{ "key": "a", "operator": "Exists" }]'],
  ],
  [
    { tolerations: [{ key: 'a', effect: 'NoExecute', tolerationSeconds: '5m' }] },
    ['tolerations[0].tolerationSeconds: "5m" is not an integer from 0 to 2147483647; write 300'],
  ],
  [{ serviceAccountName: { name: 'x' } }, ['serviceAccountName: the value is an object, not a string; write "x"']],
  [
    { dnsConfig: { nameservers: '10.0.0.1', options: ['ndots:1', 'use-vc'] } },
    [
      'dnsConfig.nameservers: "10.0.0.1" is a string, not an array; write ["10.0.0.1"]',
      'dnsConfig.options[0]: "ndots:1" is a string, not an object; write { "name": "ndots", "value": "1" }',
      'dnsConfig.options[1]: "use-vc" is a string, not an object; write { "name": "use-vc" }',
    ],
  ],

  // The clone and the claim
  [{ gitSecret: { name: 'x' } }, ['gitSecret: the value is an object, not a string; write "x"']],
  [{ existingClaim: { claimName: 'data' } }, ['existingClaim: the value is an object, not a string; write "data"']],
  [{ ref: { branch: 'main' } }, ['ref: the value is an object, not a string; write "main"']],
  [{ ref: ['main'] }, ['ref: the value is an array, not a string; write "main"']],
  [{ ref: 1.2 }, ['ref: 1.2 is a number, not a string; write "1.2"']],
  [{ depth: 0 }, ['depth: 0 is not a number of commits; remove the field to clone the full history']],
  [{ pvcStorageSize: 10 }, ['pvcStorageSize: 10 is a number, not a string; write "10Gi"']],
  [
    { pvcAccessMode: ['ReadWriteOnce'] },
    [
      'pvcAccessMode: ["ReadWriteOnce"] is not "ReadWriteOnce" or "ReadWriteMany" or "ReadWriteOncePod"; write "ReadWriteOnce"',
    ],
  ],
  [
    { pvcAccessMode: 'RWX' },
    ['pvcAccessMode: "RWX" is not "ReadWriteOnce" or "ReadWriteMany" or "ReadWriteOncePod"; write "ReadWriteMany"'],
  ],
  [{ keepClaim: 'true' }, ['keepClaim: "true" is a string, not true or false; write true']],
  [{ runAsUser: '1000' }, ['runAsUser: "1000" is not an integer from 0 to 2147483647; write 1000']],
])('%j', (fields, lines) => {
  const messages = report(withFields(fields)).map((line) => line.replace(/^tasks\.json:\d+:\d+: tasks\[0\]\./, ''));
  expect(messages).toEqual(lines.map((line) => line.replace(': ', ' (task "build"): ')));
});

test.each<[string, unknown, string[]]>([
  [
    'several parents',
    [
      root,
      { taskId: 'a', parentTaskId: ['build'], image: 'a:1' },
      { taskId: 'b', parentTaskId: ['build', 'a'], image: 'a:1' },
    ],
    [
      'tasks.json:9:21: tasks[1].parentTaskId (task "a"): the value is an array, not a string; write "build"',
      'tasks.json:16:21: tasks[2].parentTaskId (task "b"): the value is an array, not a string; a task has one parent: name it here, and the others in inputs',
    ],
  ],
  [
    'a URL in repository',
    [{ taskId: 'a', repository: 'https://example.com/a.git', image: 'a:1' }],
    [
      'tasks.json:4:19: tasks[0].repository (task "a"): "https://example.com/a.git" is not a valid name for a repository: at most 253 of A-Z, a-z, 0-9, ".", "_", "/" and "-", with a letter or digit at both ends; for a URL, write "repoUrl": "https://example.com/a.git"',
    ],
  ],
  [
    'an object in repository',
    [{ taskId: 'a', repository: { url: 'https://u:hush@example.com/a.git' }, image: 'a:1' }],
    [
      'tasks.json:4:19: tasks[0].repository (task "a"): the value is an object, not a string; for a URL, write "repoUrl": "https://***@example.com/a.git"',
      'tasks.json:5:14: warning: tasks[0].repository.url (task "a"): the value contains a password in a URL, which is readable in git; revoke it, and remove it from the list',
    ],
  ],
  [
    'an array of repositories',
    { repositories: [{ name: 'app', url: 'https://example.com/a.git' }, { name: 'lib' }], tasks: [root] },
    [
      'tasks.json:2:19: repositories: the value is an array, not an object; write { "app": { "url": "https://example.com/a.git" }, "lib": { "url": "…" } }',
    ],
  ],
  [
    'the URL of a repository',
    { repositories: { app: 'https://example.com/a.git' }, tasks: [root] },
    [
      'tasks.json:3:12: repositories.app: "https://example.com/a.git" is a string, not an object; write { "url": "https://example.com/a.git" }',
    ],
  ],
  [
    'the URL for Argo CD',
    { namespace: 'a', argoCd: 'https://example.com/a.git', tasks: [root] },
    [
      'tasks.json:3:13: argoCd: "https://example.com/a.git" is a string, not an object; write { "repoURL": "https://example.com/a.git" }',
    ],
  ],
  [
    'tasks by their IDs',
    { tasks: { build: root, test: root } },
    ['tasks.json:2:12: tasks: the value is an object, not an array; write [{ "taskId": "build", … }, …]'],
  ],
  [
    'defaults in an array',
    { defaults: [{ ref: 'main', env: { A: 'hush' } }], tasks: [root] },
    ['tasks.json:2:15: defaults: the value is an array, not an object; write { "ref": "main", "env": … }'],
  ],
  [
    'one task',
    { tasks: root },
    ['tasks.json:2:12: tasks: the value is an object, not an array; write [{ "taskId": "build", … }]'],
  ],
])('%s', (_name, list, lines) => {
  expect(report(list)).toEqual(lines);
});

/** Replaces each text by one that is easy to find. Names are not secret. */
function withSecrets(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one: unknown) => (typeof one === 'string' && key !== 'name' ? 'S3CRET' : one)),
  );
}

test('a message does not show values that may be secret, whatever their form', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.array(fc.record({ name: fc.constant('A'), value: fc.jsonValue() })),
    fc.dictionary(fc.constantFrom('A', 'value', 'valueFrom', 'max'), fc.jsonValue()),
    fc.constant('S3CRET'),
  );
  const name = fc.constantFrom(
    'env',
    'command',
    'args',
    'annotations',
    'run',
    'script',
    'environment',
    'variables',
    'cmd',
    'token',
  );
  fc.assert(
    fc.property(name, value, (field, drawn) => {
      const secret = withSecrets(drawn);
      const lists = [
        withFields({ [field]: secret }),
        { defaults: { [field]: secret }, tasks: [root] },
        { tasks: withFields({ [field]: secret })[0] },
      ];
      for (const line of lists.flatMap(report)) expect(line).not.toContain('S3CRET');
    }),
    { numRuns: 500 },
  );
});

test('a form that a message shows is accepted', () => {
  const written = [
    { image: { name: 'node:20' } },
    { resources: { cpu: 4, memory: 512 } },
    { labels: ['a=b'] },
    { tolerations: ['dedicated=ci:NoSchedule'] },
    { env: [{ name: 'B', valueFrom: SECRET_KEY_REF }] },
    { command: 'npm test' },
    { activeDeadlineSeconds: '30m' },
  ];
  for (const fields of written) {
    const [field] = Object.keys(fields);
    const lines = report(withFields(fields));
    const [, index, form = ''] = /(\[0\])? \(task "build"\): .*?; write (.*)$/.exec(lines[0] ?? '') ?? [];
    expect(form).not.toBe('');
    const corrected: unknown = JSON.parse(index === undefined ? form : `[${form}]`);
    expect(report(withFields({ [field!]: corrected }))).toEqual([]);
  }
});
