import { parseTaskList } from '../../lib/task-list';

const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };

/** Returns the errors of a list, as `path: message`, with the lines of other places. */
function errorsOf(list: unknown): string[] {
  return parseTaskList(JSON.stringify(list, null, 2), 'tasks.json')
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`);
}

/** Returns the errors of a root task with some fields, without the path of the task. */
function taskErrors(fields: object): string[] {
  return errorsOf([{ ...root, ...fields }]).map((error) => error.replace(/^tasks\[0\]\.?/, ''));
}

describe('env', () => {
  const fieldNames =
    "metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.podIP, metadata.labels['KEY'] or metadata.annotations['KEY']";

  test.each<[unknown, string[]]>([
    [{ configMap: 'c', key: 'k' }, []],
    [{ configMap: 'C', key: 'k' }, [expect.stringMatching(/^env.A.configMap: the value is not a DNS-1123 subdomain/)]],
    [
      { configMap: 'c', key: '..' },
      [expect.stringMatching(/^env.A.key: the value is not a valid key of a Secret or a/)],
    ],
    [{ configMap: 'c' }, ['env.A: key is required']],
    [{ key: 'k' }, ['env.A: secret is required']],
    [{}, ['env.A: secret is required', 'env.A: key is required']],
    [
      { configmap: 'c', key: 'k' },
      ['env.A: secret is required', 'env.A.configmap: unknown field; did you mean "configMap"?'],
    ],
    [{ field: 'metadata.name' }, []],
    [{ field: 'spec.nodeName' }, []],
    [{ field: "metadata.labels['example.com/team']" }, []],
    [{ field: "metadata.annotations['Example.com/note']" }, []],
    [
      { field: "metadata.labels['Example.com/note']" },
      [`env.A.field: the value is not a field of the pod: use ${fieldNames}`],
    ],
    [{ field: 'metadata.labels' }, [`env.A.field: the value is not a field of the pod: use ${fieldNames}`]],
    [{ field: "metadata.labels['a']x" }, [`env.A.field: the value is not a field of the pod: use ${fieldNames}`]],
    [{ field: 'status.phase' }, [`env.A.field: the value is not a field of the pod: use ${fieldNames}`]],
    [{ resource: 'limits.memory', divisor: '1Mi' }, []],
    [{ resource: 'requests.cpu', divisor: '1m' }, []],
    [{ resource: 'limits.ephemeral-storage' }, []],
    [
      { resource: 'limits.nvidia.com/gpu' },
      [expect.stringMatching(/^env.A.resource: the value is not "limits.cpu" or/)],
    ],
    [
      { resource: 'limits.cpu', divisor: '1Mi' },
      ['env.A: the value has the divisor 1Mi, which Kubernetes does not allow for limits.cpu: use 1 or 1m'],
    ],
    [
      { resource: 'limits.memory', divisor: '1m' },
      [
        'env.A: the value has the divisor 1m, which Kubernetes does not allow for limits.memory: use another one, such as 1Mi',
      ],
    ],
    [{ resource: 'limits.memory', divisor: '2Mi' }, [expect.stringMatching(/^env.A.divisor: the value is not "1" or/)]],
  ])('%j', (value, errors) => {
    expect(taskErrors({ env: { A: value } })).toEqual(errors);
  });
});

describe('envFrom', () => {
  test.each<[unknown, string[]]>([
    [[{ secret: 'api', prefix: 'API_', optional: true }, { configMap: 'settings' }], []],
    [[], []],
    [[{}], ['envFrom[0]: the value has none of secret, configMap: set one of them']],
    [[{ secret: 'a', configMap: 'b' }], ['envFrom[0]: the value has both secret and configMap: remove one of the two']],
    [[{ secret: 'a', prefix: '1' }], [expect.stringMatching(/^envFrom\[0\].prefix: the value is not the name of an/)]],
    [[{ secret: 'a', optional: 1 }], ['envFrom[0].optional: the value is a number, not true or false']],
  ])('%j', (envFrom, errors) => {
    expect(taskErrors({ envFrom })).toEqual(errors);
  });

  test.each([[['TOKEN=hunter2']], [{ TOKEN: 'hunter2' }], [[{ secret: 'hunter2!' }]], [[{ secretRef: 'hunter2' }]]])(
    'does not show what may be secret: %j',
    (envFrom) => {
      const errors = taskErrors({ envFrom });
      expect(errors).not.toEqual([]);
      expect(errors.join()).not.toContain('hunter2');
    },
  );
});

describe('volumes', () => {
  test.each<[object, string[]]>([
    [{ mountPath: '/etc/agent', configMap: 'prompts' }, []],
    [{ mountPath: '/run/token', secret: 'api', optional: true }, []],
    [{ mountPath: '/cache', claim: 'npm-cache', readOnly: true }, []],
    [{ mountPath: '/scratch', emptyDir: '2Gi' }, []],
    [{ mountPath: '/dev/shm', emptyDir: '2Gi', medium: 'Memory' }, []],
    [{ mountPath: '/token', serviceAccountToken: { audience: 'vault', expirationSeconds: 3600 } }, []],
    [{ mountPath: '/run', emptyDir: '1Mi' }, []],
    [
      { mountPath: '/a' },
      [': {"mountPath":"/a"} has none of configMap, secret, claim, emptyDir, serviceAccountToken: set one of them'],
    ],
    [{ configMap: 'a' }, [': mountPath is required']],
    [
      { mountPath: '/a', configMap: 'b', secret: 'c' },
      [': {"mountPath":"/a","configMap":"b","secret":"c"} has both configMap and secret: remove one of the two'],
    ],
    [
      { mountPath: '/a', claim: 'b', optional: true },
      [
        ': {"mountPath":"/a","claim":"b","optional":true} has optional, which only a volume with configMap or secret may have: remove it',
      ],
    ],
    [
      { mountPath: '/a', emptyDir: '1Gi', readOnly: true },
      [
        ': {"mountPath":"/a","emptyDir":"1Gi","readOnly":true} has readOnly, which only a volume with claim may have: remove it',
      ],
    ],
    [
      { mountPath: '/a', secret: 'b', medium: 'Memory' },
      [
        ': {"mountPath":"/a","secret":"b","medium":"Memory"} has medium, which only a volume with emptyDir may have: remove it',
      ],
    ],
    [{ mountPath: '/a', emptyDir: '1Gi', medium: 'HugePages' }, ['.medium: "HugePages" is not "Memory"']],
    [{ mountPath: '/a', emptyDir: {} }, ['.emptyDir: the value is an object, not a string; write "1Gi"']],
    [{ mountPath: '/a', emptyDir: '1 Gi' }, ['.emptyDir: "1 Gi" is not a Kubernetes quantity (such as 1Gi or 500M)']],
    [
      { mountPath: '/a', emptyDir: '5Gi' },
      [
        '.emptyDir: "5Gi" is more than the limit of ephemeral-storage 2Gi (the default); change it, or set resources.limits["ephemeral-storage"] too',
      ],
    ],
    [
      { mountPath: '/a', emptyDir: '3Gi', medium: 'Memory' },
      [
        '.emptyDir: "3Gi" is more than the limit of memory 2Gi (the default); change it, or set resources.limits.memory too',
      ],
    ],
    [
      { mountPath: '/a', serviceAccountToken: { audience: ' ', expirationSeconds: 599 } },
      [
        '.serviceAccountToken.audience: " " is empty; use the name of the service that accepts the token, such as vault',
        '.serviceAccountToken.expirationSeconds: 599 is not an integer from 600 to 4294967296',
      ],
    ],
  ])('%j', (volume, errors) => {
    expect(taskErrors({ volumes: [volume] })).toEqual(errors.map((error) => `volumes[0]${error}`));
  });

  const use = 'use a folder of its own, such as /cache';
  test.each([
    ['cache', 'is not an absolute path: start it with "/"'],
    ['/', `would hide files of the image: ${use}`],
    ['/etc', `would hide files of the image: ${use}`],
    ['/tmp', `is in /tmp, which the container needs: ${use}`],
    ['/tmp/a', `is in /tmp, which the container needs: ${use}`],
    ['/dev/null', `is in /dev, which the container needs: ${use}`],
    ['/dev/shm/a', `is in /dev, which the container needs: ${use}`],
    ['/inputs/lint', `is in /inputs, which the container needs: ${use}`],
    ['/etc/git-secret', `is in /etc/git-secret, which the container needs: ${use}`],
    ['/etc/workspace-scripts', `is in /etc/workspace-scripts, which the container needs: ${use}`],
    [
      '/var/run/secrets/kubernetes.io/serviceaccount',
      `is in /var/run/secrets/kubernetes.io, which the container needs: ${use}`,
    ],
    ['/git-repo', 'is inside the working tree, which is mounted at "/git-repo"; use a folder outside of it'],
    ['/git-repo/a', 'is inside the working tree, which is mounted at "/git-repo"; use a folder outside of it'],
  ])('must not be mounted at %s', (mountPath, reason) => {
    expect(taskErrors({ volumes: [{ mountPath, claim: 'a' }] })).toEqual([
      `volumes[0].mountPath: "${mountPath}" ${reason}`,
    ]);
  });

  test('must not be mounted around the working tree', () => {
    expect(taskErrors({ mountPath: '/srv/app', volumes: [{ mountPath: '/srv', claim: 'a' }] })).toEqual([
      'volumes[0].mountPath: "/srv" contains the working tree, which is mounted at "/srv/app"; use a folder beside it',
    ]);
    expect(taskErrors({ mountPath: '/srv/app', volumes: [{ mountPath: '/srv/apps', claim: 'a' }] })).toEqual([]);
  });

  test('must not be mounted at the same path or inside each other', () => {
    const volumes = ['/a', '/ab', '/a', '/a/b/c', '/run/x', '/var/run/x/y'].map((mountPath) => ({
      mountPath,
      claim: 'a',
    }));
    expect(taskErrors({ volumes })).toEqual([
      'volumes[2].mountPath: "/a" is also the mountPath of volumes[0]; use another folder',
      'volumes[3].mountPath: "/a/b/c" is inside volumes[0], which is mounted at "/a"; use a folder outside of it',
      'volumes[5].mountPath: "/var/run/x/y" is inside volumes[4], which is mounted at "/run/x"; use a folder outside of it',
    ]);
  });

  test('are compared with the mountPath of each task that has them as a default', () => {
    const volumes = [{ mountPath: '/work/cache', claim: 'a' }];
    expect(errorsOf({ defaults: { volumes }, tasks: [root, { ...child, mountPath: '/work' }] })).toEqual([
      'tasks[1].mountPath: defaults.volumes[0].mountPath "/work/cache" is inside the working tree, which is mounted at "/work"; use a folder outside of it',
    ]);
    expect(errorsOf({ defaults: { volumes, mountPath: '/work' }, tasks: [root, child] })).toEqual([
      'defaults.volumes[0].mountPath: "/work/cache" is inside the working tree, which is mounted at "/work"; use a folder outside of it',
    ]);
    expect(errorsOf({ defaults: { volumes }, tasks: [root, { ...child, mountPath: '/work', volumes: [] }] })).toEqual(
      [],
    );
  });

  test('of a task replace those of the defaults, also where sizes are compared with limits', () => {
    const defaults = { volumes: [{ mountPath: '/a', emptyDir: '5Gi' }] };
    expect(errorsOf({ defaults, tasks: [{ ...root, volumes: [{ mountPath: '/a', configMap: 'c' }] }] })).toEqual([]);
    const limits = { 'ephemeral-storage': '1Gi' };
    expect(errorsOf({ defaults, tasks: [{ ...root, resources: { limits } }] })).toEqual([
      'tasks[0].resources.limits["ephemeral-storage"]: "1Gi" is less than volumes[0].emptyDir 5Gi (from defaults); change it, or set volumes[0].emptyDir too',
    ]);
  });

  const refusal = (claim: string): string =>
    `"${claim}" contains working trees, and a task must not see those of other tasks; mount another claim`;

  test.each<[string, object[], string]>([
    ["of the task's own chain", [root, child], 'git-repo-pvc-a'],
    ['of another chain', [root, child, { ...root, taskId: 'c' }], 'git-repo-pvc-c'],
    ['of a repository', [root, child], 'git-repo-pvc-app'],
    ['that a chain uses', [root, child, { ...root, taskId: 'c', existingClaim: 'data' }], 'data'],
  ])('must not be the claim %s', (_, tasks, claim) => {
    const volumes = [{ mountPath: '/a', claim }];
    const repositories = { app: { url: root.repoUrl } };
    expect(errorsOf({ repositories, tasks: [tasks[0], { ...child, volumes }, ...tasks.slice(2)] })).toEqual([
      expect.stringMatching(/^tasks\[1\].volumes\[0\].claim: .* \(see line \d+, column \d+\)$/),
    ]);
    const [error] = errorsOf({ defaults: { volumes }, repositories, tasks });
    expect(error).toMatch(/^defaults.volumes\[0\].claim: /);
    expect(error).toContain(refusal(claim));
  });

  test('may be the claim that an ephemeral task would have', () => {
    const volumes = [{ mountPath: '/a', claim: 'git-repo-pvc-a' }];
    expect(taskErrors({ volumes, ephemeral: { size: '1Gi' } })).toEqual([]);
  });
});

describe('ephemeral', () => {
  const ephemeral = { size: '1Gi' };
  const NO_CLAIM = 'cannot be combined with ephemeral: the task has no claim; remove one of the two';

  test.each<[object, string[]]>([
    [{ ephemeral }, []],
    [{ ephemeral, runAsUser: 1000, fsGroup: null, ref: 'main', depth: 1, gitSecret: 'git', retry: 'clean' }, []],
    [{ ephemeral: { size: '20Gi', storageClass: 'fast' } }, []],
    [
      { ephemeral: { size: '20Gi' } },
      [
        'ephemeral.size: "20Gi" is more than the limit of ephemeral-storage 2Gi (the default); change it, or set resources.limits["ephemeral-storage"] too',
      ],
    ],
    [{ ephemeral: {} }, ['ephemeral: size is required']],
    [{ ephemeral: '1Gi' }, ['ephemeral: "1Gi" is a string, not an object; write { "size": "1Gi" }']],
    [{ ephemeral: { size: '0' } }, ['ephemeral.size: "0" is zero; it must be at least one byte']],
    [
      { ephemeral, pvcStorageSize: '1Gi', pvcAccessMode: 'ReadWriteOnce', keepClaim: false },
      ['pvcStorageSize', 'pvcAccessMode', 'keepClaim'].map((field) => `${field}: ${NO_CLAIM}`),
    ],
    [{ ephemeral, existingClaim: 'data' }, ['ephemeral: cannot be combined with existingClaim; remove one of the two']],
    [
      { ephemeral, retry: 'continue' },
      ['retry: "continue" cannot be combined with ephemeral: the working tree is deleted with the pod; use "clean"'],
    ],
  ])('%j', (fields, errors) => {
    expect(taskErrors(fields)).toEqual(errors);
  });

  test('is not for tasks of a repository, child tasks and parents', () => {
    const onRepository = { taskId: 'a', repository: 'app', image: 'alpine:3', ephemeral };
    expect(errorsOf({ repositories: { app: { url: root.repoUrl } }, tasks: [onRepository] })).toEqual([
      'tasks[0].ephemeral: cannot be combined with repository: its tasks use the claim of the repository; remove one of the two',
    ]);
    expect(errorsOf([root, { ...child, ephemeral }])).toEqual([
      'tasks[1].ephemeral: only a root task may set this (a child task uses the clone and the claim of its root); remove it',
    ]);
    expect(errorsOf([{ ...root, ephemeral }, child])).toEqual([
      'tasks[1].parentTaskId: "a" is ephemeral: its working tree is deleted with its pod, so no task can start from it; remove ephemeral there (see line 6, column 18)',
    ]);
  });

  test('ignores the defaults of claims and of retry', () => {
    const defaults = { retry: 'continue', pvcStorageSize: '5Gi', keepClaim: false, runAsUser: 1000 };
    const { list } = parseTaskList(JSON.stringify({ defaults, tasks: [{ ...root, ephemeral }] }), 'tasks.json');
    expect(list!.chains[0]!.root.task).toEqual({ ...root, ephemeral, runAsUser: 1000 });
  });

  test('cannot be set in defaults', () => {
    expect(errorsOf({ defaults: { ephemeral }, tasks: [root] })).toEqual([
      'defaults.ephemeral: cannot be set in defaults; set it at each task',
    ]);
  });
});

test.each<[object, string[]]>([
  [{ imagePullPolicy: 'Never', runtimeClassName: 'gvisor', hostUsers: false, terminationGracePeriodSeconds: 1 }, []],
  [
    { imagePullPolicy: 'always' },
    ['imagePullPolicy: "always" is not "Always" or "IfNotPresent" or "Never"; write "Always"'],
  ],
  [{ hostUsers: 'no' }, ['hostUsers: "no" is a string, not true or false; write false']],
  [
    { terminationGracePeriodSeconds: 0 },
    [
      'terminationGracePeriodSeconds: 0 deletes a pod before its processes have ended, so that the next attempt could start beside them; use 1 or more',
    ],
  ],
])('%j', (fields, errors) => {
  expect(taskErrors(fields)).toEqual(errors);
});
