import { isDeepStrictEqual } from 'node:util';
import type { Task } from '../../lib/task-list';
import { filesOf } from '../support/list';

const URL = 'https://example.com/app.git';
const ROOT = 'tasks/root/root.k8s.yaml';
const CHILD = 'tasks/root/child.k8s.yaml';
const SIBLING = 'tasks/root/sibling.k8s.yaml';
const MIRRORED = 'tasks/mirrored/mirrored.k8s.yaml';
const REPOSITORY = 'repositories/app/app.k8s.yaml';

interface Entries {
  root?: object;
  child?: object;
  sibling?: object;
  mirrored?: object;
  repository?: object;
  defaults?: object;
  top?: object;
}

function list({ root, child, sibling, mirrored, repository, defaults, top }: Entries): object {
  return {
    ...top,
    defaults: { image: 'alpine:3.22', ...defaults },
    repositories: { app: { url: URL, ...repository } },
    tasks: [
      { taskId: 'root', repoUrl: URL, ...root },
      { taskId: 'child', parentTaskId: 'root', ...child },
      { taskId: 'sibling', parentTaskId: 'root', ...sibling },
      { taskId: 'mirrored', repository: 'app', ...mirrored },
      { taskId: 'other', repoUrl: URL },
    ],
  };
}

/** Returns where two values differ, as `path: new value`. */
function differences(before: unknown, after: unknown, path: string): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [a, b] = [fields(before), fields(after)];
  if (!a || !b) return [`${path}: ${path.endsWith('/command/2') ? 'SCRIPT' : (JSON.stringify(after) ?? 'removed')}`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], `${path}/${key}`),
  );
}

/** The fields of an object; items of a list by their names where they have some, and mounts of inputs by their paths. */
function fields(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return value as Record<string, unknown>;
  return Object.fromEntries(
    value.map((item: unknown, index) => {
      const { name, mountPath = '' } = (item ?? {}) as { name?: string; mountPath?: string };
      return [mountPath.startsWith('/inputs/') ? mountPath : (name ?? String(index)), item];
    }),
  );
}

/** Returns what a change of the list changes in the manifests, by file. */
function changes(entries: Entries): Record<string, string[]> {
  const [before, after] = [filesOf(list({})), filesOf(list(entries))];
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].map((file): [string, string[]] => [
    file,
    differences(byKind(before[file]), byKind(after[file]), ''),
  ]);
  return Object.fromEntries(all.filter(([, lines]) => lines.length > 0));
}

function byKind(objects: readonly object[] = []): Record<string, object> {
  return Object.fromEntries(objects.map((object) => [(object as { kind: string }).kind, object]));
}

const JOB = '/Job/spec';
const POD = `${JOB}/template/spec`;
const MAIN = `${POD}/containers/main`;
const CLONE = `${POD}/initContainers/git-clone`;
const COPY = `${POD}/initContainers/copy-workspace`;
const CLAIM = '/PersistentVolumeClaim';

const CHILD_VARIABLES = [1, 2].flatMap((index) => [`GIT_CONFIG_KEY_${index}`, `GIT_CONFIG_VALUE_${index}`]);

const OF_ANY_TASK: [keyof Task, unknown, string[]][] = [
  ['image', 'node:22', [`${MAIN}/image: "node:22"`]],
  ['command', ['make', 'x'], [`${MAIN}/command: ["make","x"]`]],
  ['args', ['$(HOME)'], [`${MAIN}/args: ["$(HOME)"]`]],
  ['env', { A: '$$ $(B)' }, [`${MAIN}/env/A: {"name":"A","value":"$$ $(B)"}`]],
  [
    'env',
    { A: { secret: 's', key: 'k' } },
    [`${MAIN}/env/A: {"name":"A","valueFrom":{"secretKeyRef":{"key":"k","name":"s"}}}`],
  ],
  ['imagePullPolicy', 'Always', [`${MAIN}/imagePullPolicy: "Always"`]],
  [
    'env',
    { A: { configMap: 'c', key: 'k' } },
    [`${MAIN}/env/A: {"name":"A","valueFrom":{"configMapKeyRef":{"key":"k","name":"c"}}}`],
  ],
  [
    'env',
    { A: { field: "metadata.labels['team']" } },
    [`${MAIN}/env/A: {"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['team']"}}}`],
  ],
  [
    'env',
    { A: { resource: 'limits.memory', divisor: '1Mi' } },
    [`${MAIN}/env/A: {"name":"A","valueFrom":{"resourceFieldRef":{"divisor":"1Mi","resource":"limits.memory"}}}`],
  ],
  ['resources', { limits: { memory: '4Gi' } }, [`${MAIN}/resources/limits/memory: "4Gi"`]],
  ['resources', { requests: { cpu: '1.5' } }, [`${MAIN}/resources/requests/cpu: "1.5"`]],
  ['readOnlyRootFilesystem', false, [`${MAIN}/securityContext/readOnlyRootFilesystem: false`]],
  ['capabilities', ['NET_BIND_SERVICE'], [`${MAIN}/securityContext/capabilities/add: ["NET_BIND_SERVICE"]`]],
  ['tmpSize', '500M', [`${POD}/volumes/tmp/emptyDir/sizeLimit: "500M"`]],
  [
    'volumes',
    [{ mountPath: '/etc/agent', configMap: 'prompts' }],
    volume('etc-agent-1f37d286', '/etc/agent', { configMap: { name: 'prompts' } }, true),
  ],
  [
    'volumes',
    [{ mountPath: '/run/token', secret: 'api', optional: true }],
    volume('run-token-46e8e2e8', '/run/token', { secret: { optional: true, secretName: 'api' } }, true),
  ],
  [
    'volumes',
    [{ mountPath: '/cache', claim: 'npm-cache' }],
    volume('cache-4f7cfe6f', '/cache', { persistentVolumeClaim: { claimName: 'npm-cache' } }),
  ],
  [
    'volumes',
    [{ mountPath: '/cache', claim: 'npm-cache', readOnly: true }],
    volume('cache-4f7cfe6f', '/cache', { persistentVolumeClaim: { claimName: 'npm-cache', readOnly: true } }, true),
  ],
  [
    'volumes',
    [{ mountPath: '/scratch', emptyDir: '500M' }],
    volume('scratch-ad861404', '/scratch', { emptyDir: { sizeLimit: '500M' } }),
  ],
  [
    'volumes',
    [{ mountPath: '/dev/shm', emptyDir: '2Gi', medium: 'Memory' }],
    volume('dev-shm-0850a74c', '/dev/shm', { emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }),
  ],
  [
    'volumes',
    [{ mountPath: '/token', serviceAccountToken: { audience: 'vault', expirationSeconds: 600 } }],
    volume(
      'token-e3e4c05a',
      '/token',
      {
        projected: {
          sources: [{ serviceAccountToken: { audience: 'vault', expirationSeconds: 600, path: 'token' } }],
        },
      },
      true,
    ),
  ],
  ['backoffLimit', 0, [`${JOB}/backoffLimit: 0`]],
  ['activeDeadlineSeconds', 60, [`${JOB}/activeDeadlineSeconds: 60`]],
  ['nodeSelector', { disk: 'ssd' }, [`${POD}/nodeSelector/disk: "ssd"`]],
  ['nodeSelector', { 'kubernetes.io/os': 'plan9' }, [`${POD}/nodeSelector/kubernetes.io/os: "plan9"`]],
  [
    'tolerations',
    [{ key: 'ci', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
    [`${POD}/tolerations: [{"effect":"NoExecute","key":"ci","operator":"Exists","tolerationSeconds":5}]`],
  ],
  [
    'dnsConfig',
    { options: [{ name: 'ndots', value: '1' }, { name: 'use-vc' }] },
    [`${POD}/dnsConfig: {"options":[{"name":"ndots","value":"1"},{"name":"use-vc"}]}`],
  ],
  ['imagePullSecrets', ['registry'], [`${POD}/imagePullSecrets: [{"name":"registry"}]`]],
  [
    'serviceAccountName',
    'builder',
    [`${POD}/automountServiceAccountToken: true`, `${POD}/serviceAccountName: "builder"`],
  ],
  ['priorityClassName', 'low', [`${POD}/priorityClassName: "low"`]],
  ['runtimeClassName', 'gvisor', [`${POD}/runtimeClassName: "gvisor"`]],
  ['hostUsers', false, [`${POD}/hostUsers: false`]],
  ['terminationGracePeriodSeconds', 120, [`${POD}/terminationGracePeriodSeconds: 120`]],
  ['labels', { team: 'a' }, ['/Job/metadata/labels/team: "a"', `${JOB}/template/metadata/labels/team: "a"`]],
  ['annotations', { note: 'no' }, [`${JOB}/template/metadata/annotations: {"note":"no"}`]],
];

describe.each(OF_ANY_TASK)('%s: %j', (field, value, lines) => {
  const entry = { [field]: value };
  test("a root's value is in its Job", () => expect(changes({ root: entry })).toEqual({ [ROOT]: lines }));
  test("a child's value is in its Job", () => expect(changes({ child: entry })).toEqual({ [CHILD]: lines }));
  test('as a default it is in all Jobs', () => {
    const files = Object.keys(changes({ defaults: entry }));
    expect(files).toEqual([MIRRORED, 'tasks/other/other.k8s.yaml', ROOT, CHILD, SIBLING]);
  });
});

test.each<[string, Entries, Record<string, string[]>]>([
  ['mountPath', { child: { mountPath: '/work' } }, { [CHILD]: mountPath(COPY) }],
  ["a root's mountPath is its own", { root: { mountPath: '/work' } }, { [ROOT]: mountPath(CLONE) }],
  [
    'allowFailure',
    { root: { allowFailure: true }, child: { allowFailure: false } },
    { [ROOT]: ['/Job/metadata/annotations/keruta/allow-failure: "true"'] },
  ],
  ['keepRuns', { child: { keepRuns: 3 } }, { [CHILD]: [`${COPY}/env/KEEP_RUNS: {"name":"KEEP_RUNS","value":"3"}`] }],
  ['retry', { child: { retry: 'continue' } }, { [CHILD]: [`${COPY}/env/RETRY/value: "continue"`] }],
  [
    'the children get the run',
    { root: { run: 2 } },
    {
      [ROOT]: [
        '/Job/metadata/name: "keruta-job-root-run2"',
        `${MAIN}/volumeMounts/git-repo/subPath: "trees/root-run2"`,
        `${CLONE}/env/TREE/value: "root-run2"`,
      ],
      [CHILD]: [`${COPY}/env/PARENT_TREE/value: "root-run2"`],
      [SIBLING]: [`${COPY}/env/PARENT_TREE/value: "root-run2"`],
    },
  ],
  ["a child's repoUrl may repeat its root's", { child: { repoUrl: URL } }, {}],
  [
    'repoUrl',
    { root: { repoUrl: 'https://example.com/$$.git' } },
    {
      [ROOT]: [
        `${MAIN}/env/REPO_URL/value: "https://example.com/$$$$.git"`,
        `${CLONE}/env/REPO_URL/value: "https://example.com/$$$$.git"`,
      ],
      [CHILD]: [`${MAIN}/env/REPO_URL/value: "https://example.com/$$$$.git"`],
      [SIBLING]: [`${MAIN}/env/REPO_URL/value: "https://example.com/$$$$.git"`],
    },
  ],
  ['ref', { root: { ref: 'v1' } }, { [ROOT]: [`${CLONE}/env/REF: {"name":"REF","value":"v1"}`] }],
  ['depth', { root: { depth: 1 } }, { [ROOT]: [`${CLONE}/env/DEPTH: {"name":"DEPTH","value":"1"}`] }],
  ['gitSecret', { root: { gitSecret: 'git' } }, { [ROOT]: gitSecret() }],
  ["a repository's gitSecret is its chains'", { repository: { gitSecret: 'git' } }, { [MIRRORED]: gitSecret() }],
  [
    'gitImage clones and copies',
    { root: { gitImage: 'git:1' } },
    { [ROOT]: [`${CLONE}/image: "git:1"`], [CHILD]: [`${COPY}/image: "git:1"`], [SIBLING]: [`${COPY}/image: "git:1"`] },
  ],
  [
    'gitResources: the limit of ephemeral-storage is that of /tmp too',
    { repository: { gitResources: { limits: { 'ephemeral-storage': '2Gi' } } } },
    {
      [MIRRORED]: [
        `${CLONE}/resources/limits/ephemeral-storage: "2Gi"`,
        `${POD}/volumes/init-tmp/emptyDir/sizeLimit: "2Gi"`,
      ],
    },
  ],
  [
    "a root's own ref on a repository",
    { repository: { ref: 'main' }, mirrored: { ref: 'v1' } },
    { [MIRRORED]: [`${CLONE}/env/REF: {"name":"REF","value":"v1"}`] },
  ],
  [
    "a repository's ref",
    { repository: { ref: 'main' } },
    { [MIRRORED]: [`${CLONE}/env/REF: {"name":"REF","value":"main"}`] },
  ],
  [
    'pvcStorageSize',
    { root: { pvcStorageSize: '0.5Gi' }, repository: { pvcStorageSize: '500M' } },
    {
      [ROOT]: [`${CLAIM}/spec/resources/requests/storage: "0.5Gi"`],
      [REPOSITORY]: [`${CLAIM}/spec/resources/requests/storage: "500M"`],
    },
  ],
  ['pvcStorageClass', { root: { pvcStorageClass: 'fast' } }, { [ROOT]: [`${CLAIM}/spec/storageClassName: "fast"`] }],
  [
    'keepClaim',
    { repository: { keepClaim: false } },
    {
      [REPOSITORY]: [
        `${CLAIM}/metadata/annotations/argocd.argoproj.io/compare-options: removed`,
        `${CLAIM}/metadata/annotations/argocd.argoproj.io/sync-options: removed`,
      ],
    },
  ],
  [
    'pvcAccessMode: without ReadWriteOnce pods may land anywhere',
    { repository: { pvcAccessMode: 'ReadWriteMany' } },
    {
      [REPOSITORY]: [`${CLAIM}/spec/accessModes/0: "ReadWriteMany"`],
      [MIRRORED]: [`${JOB}/template/metadata/labels/git-repo-claim: removed`, `${POD}/affinity: removed`],
    },
  ],
  [
    'runAsUser is the whole chain’s',
    { root: { runAsUser: 1000, fsGroup: 5 } },
    { [ROOT]: user(1000, 5), [CHILD]: user(1000, 5), [SIBLING]: user(1000, 5) },
  ],
  ['runAsUser null', { repository: { runAsUser: null } }, { [MIRRORED]: [...user('removed', 'removed')] }],
  [
    'existingClaim',
    { root: { existingClaim: 'data', pvcAccessMode: 'ReadWriteOncePod' } },
    {
      [ROOT]: [`${CLAIM}: removed`, ...claimName()],
      [CHILD]: claimName(),
      [SIBLING]: claimName(),
    },
  ],
  [
    'inputs: the wave is one more than that of the last one',
    { child: { inputs: ['sibling'] }, sibling: { run: 2 } },
    {
      [CHILD]: [
        '/Job/metadata/annotations/argocd.argoproj.io/sync-wave: "2"',
        `${COPY}/env/INPUTS: {"name":"INPUTS","value":"sibling=sibling-run2"}`,
        `${MAIN}/volumeMounts//inputs/sibling: {"mountPath":"/inputs/sibling","name":"git-repo","readOnly":true,"subPath":"trees/sibling-run2"}`,
      ],
      [SIBLING]: [
        '/Job/metadata/name: "keruta-job-sibling-run2"',
        `${MAIN}/volumeMounts/git-repo/subPath: "trees/sibling-run2"`,
        `${COPY}/env/TREE/value: "sibling-run2"`,
      ],
    },
  ],
  [
    "ephemeral: the tree of a root is on the pod's own volume",
    { mirrored: { repository: undefined, repoUrl: URL, ephemeral: { size: '2Gi' }, runAsUser: 1000 } },
    {
      [MIRRORED]: [
        `${CLONE}/command/1: "/etc/workspace-scripts/clone.sh"`,
        ...ephemeral({ emptyDir: { sizeLimit: '2Gi' } }),
        ...user(1000, 1000),
      ],
    },
  ],
  [
    'ephemeral with a StorageClass: Kubernetes creates a claim for each pod',
    { mirrored: { repository: undefined, repoUrl: URL, ephemeral: { size: '20Gi', storageClass: 'fast' } } },
    {
      [MIRRORED]: [
        `${CLONE}/command/1: "/etc/workspace-scripts/clone.sh"`,
        ...ephemeral({
          ephemeral: {
            volumeClaimTemplate: {
              metadata: { labels: { app: 'keruta', 'task-id': 'mirrored' } },
              spec: {
                accessModes: ['ReadWriteOnce'],
                resources: { requests: { storage: '20Gi' } },
                storageClassName: 'fast',
              },
            },
          },
        }),
      ],
    },
  ],
  [
    "envFrom: a root also sets this project's variables that only children have",
    { root: { envFrom: [{ secret: 'api', prefix: 'API_', optional: true }, { configMap: 'settings' }] } },
    {
      [ROOT]: [
        `${MAIN}/envFrom: [{"prefix":"API_","secretRef":{"name":"api","optional":true}},{"configMapRef":{"name":"settings"}}]`,
        ...['PARENT_TASK_ID', ...CHILD_VARIABLES].map((name) => `${MAIN}/env/${name}: {"name":"${name}","value":""}`),
      ],
    },
  ],
  [
    'envFrom: a child sets them all anyway',
    { child: { envFrom: [{ configMap: 'settings' }] } },
    { [CHILD]: [`${MAIN}/envFrom: [{"configMapRef":{"name":"settings"}}]`] },
  ],
  [
    'another parent',
    { child: { parentTaskId: 'sibling' } },
    {
      [CHILD]: [
        '/Job/metadata/annotations/argocd.argoproj.io/sync-wave: "2"',
        '/Job/metadata/labels/parent-task-id: "sibling"',
        `${JOB}/template/metadata/labels/parent-task-id: "sibling"`,
        `${MAIN}/env/PARENT_TASK_ID/value: "sibling"`,
        `${COPY}/env/PARENT_TASK_ID/value: "sibling"`,
        `${COPY}/env/PARENT_TREE/value: "sibling"`,
      ],
    },
  ],
])('%s', (_, entries, expected) => {
  const want = Object.fromEntries(Object.entries(expected).map(([file, lines]) => [file, sorted(lines)]));
  const got = Object.fromEntries(Object.entries(changes(entries)).map(([file, lines]) => [file, sorted(lines)]));
  expect(got).toEqual(want);
});

function namespacesOf(top: object): string[] {
  const objects = Object.values(filesOf(list({ top }))).flat() as { kind: string; metadata: { namespace?: string } }[];
  return [...new Set(objects.map(({ kind, metadata }) => `${kind}: ${metadata.namespace}`))].sort();
}

test('a namespace is on every object; with Argo CD, the destination of the Applications decides instead', () => {
  const kinds = ['ConfigMap', 'Job', 'PersistentVolumeClaim'];
  expect(namespacesOf({ namespace: 'tasks' })).toEqual(kinds.map((kind) => `${kind}: tasks`));
  const argoCd = { repoURL: 'https://git.example.com/team/tasks.git' };
  expect(namespacesOf({ namespace: 'tasks', argoCd })).toEqual([
    'ApplicationSet: argocd',
    ...kinds.map((kind) => `${kind}: undefined`),
  ]);
});

test("variables of defaults come first, in their order, then the task's", () => {
  const files = filesOf(list({ defaults: { env: { B: '1', A: '1' } }, child: { env: { C: '2', A: '2' } } }));
  const [job] = files[CHILD] as [{ spec: { template: { spec: { containers: { env: object[] }[] } } } }];
  expect(job.spec.template.spec.containers[0]!.env.slice(-3)).toEqual([
    { name: 'B', value: '1' },
    { name: 'A', value: '2' },
    { name: 'C', value: '2' },
  ]);
});

function sorted(lines: readonly string[]): string[] {
  return lines.toSorted();
}

function mountPath(init: string): string[] {
  return [
    `${MAIN}/volumeMounts/git-repo/mountPath: "/work"`,
    `${MAIN}/workingDir: "/work"`,
    `${init}/env/CLAIM/value: "/work"`,
    `${init}/volumeMounts/git-repo/mountPath: "/work"`,
  ];
}

function gitSecret(): string[] {
  const variable = (name: string, value: string): string => `${CLONE}/env/${name}: ${JSON.stringify({ name, value })}`;
  return [
    variable('GIT_SECRET', 'git'),
    variable('GIT_SECRET_KEYS', 'username password'),
    `${CLONE}/env/GIT_CONFIG_COUNT/value: "4"`,
    variable('GIT_CONFIG_KEY_1', 'credential.helper'),
    variable('GIT_CONFIG_VALUE_1', '!/bin/sh /etc/workspace-scripts/credentials.sh'),
    variable('GIT_CONFIG_KEY_2', 'http.proactiveAuth'),
    variable('GIT_CONFIG_VALUE_2', 'basic'),
    variable('GIT_CONFIG_KEY_3', 'http.followRedirects'),
    variable('GIT_CONFIG_VALUE_3', 'false'),
    `${CLONE}/volumeMounts/git-secret: {"mountPath":"/etc/git-secret","name":"git-secret","readOnly":true}`,
    `${POD}/volumes/git-secret: {"name":"git-secret","secret":{"optional":true,"secretName":"git"}}`,
  ];
}

function user(id: number | string, fsGroup: number | string): string[] {
  const context = `${POD}/securityContext`;
  return [`${context}/runAsUser: ${id}`, `${context}/runAsGroup: ${id}`, `${context}/fsGroup: ${fsGroup}`];
}

function volume(name: string, path: string, source: object, readOnly?: true): string[] {
  const mount = { mountPath: path, name: `volume-${name}`, ...(readOnly && { readOnly }) };
  return [
    `${MAIN}/volumeMounts/volume-${name}: ${JSON.stringify(mount)}`,
    `${POD}/volumes/volume-${name}: ${JSON.stringify(withName(source, `volume-${name}`))}`,
  ];
}

/** Keys are sorted in manifests. */
function withName(source: object, name: string): object {
  return Object.fromEntries(Object.entries({ ...source, name }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ephemeral(source: object): string[] {
  const [[kind, value]] = Object.entries(source) as [[string, object]];
  return [
    `${POD}/volumes/git-repo/persistentVolumeClaim: removed`,
    `${POD}/volumes/git-repo/${kind}: ${JSON.stringify(value)}`,
    `${JOB}/template/metadata/labels/git-repo-claim: removed`,
    `${POD}/affinity: removed`,
  ];
}

function claimName(): string[] {
  return [
    `${POD}/volumes/git-repo/persistentVolumeClaim/claimName: "data"`,
    `${JOB}/template/metadata/labels/git-repo-claim: removed`,
    `${POD}/affinity: removed`,
  ];
}
