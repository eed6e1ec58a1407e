import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { GitRepoClaim, GitRepoTask, type IGitRepoClaim, type RootTaskProps } from '../lib';
import { parseTaskList } from '../lib/task-list';
import { VALID_OPTIONS } from './support/arbitraries';

/** The task list and the constructs accept and reject the same options, with the same messages. */

type Options = Record<string, unknown>;
type Name = keyof typeof VALID_OPTIONS;

const LONG = 'x'.repeat(131_071);

const INVALID_OPTIONS: Record<Name, readonly unknown[]> = {
  taskId: ['', '-x', 'a b', 'x'.repeat(64)],
  image: [{ name: 'a', tag: '1' }, '', 'Alpine', 'a b', 'https://example.com/a', 'a@sha256:1'],
  imagePullPolicy: ['always', true],
  command: ['make', [1], ['\0'], [`${LONG}x`], [LONG, LONG]],
  args: ['make', [null], ['\u202e'], [LONG, LONG], ['<'.repeat(50_000)]],
  env: [
    { TASK_ID: 'x' },
    { '1A': 'x' },
    { A: 1 },
    { A: { secret: 'S', key: 'k' } },
    { A: { secret: 's' } },
    { A: { secret: 's', key: 'k', kez: 'k' } },
    { A: LONG },
    { A: '\0' },
    { A: { configMap: 'c' } },
    { A: { configMap: 'c', key: 'k', secret: 's' } },
    { A: { field: 'spec.hostname' } },
    { A: { field: "metadata.labels['a b']" } },
    { A: { resource: 'limits.gpu' } },
    { A: { resource: 'limits.cpu', divisor: '1Mi' } },
    { A: { resource: 'limits.memory', divisor: '1m' } },
    { A: { resource: 'limits.memory', divisor: 1 } },
    { A: {} },
    { A: '$(A)' },
    { A: '$(B)', B: '$(A)' },
    ['A'],
    [{ name: 'A', value: '1' }],
    ['A=1'],
    { A: { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } } },
    { A: { value: '1' } },
  ],
  envFrom: [
    { secret: 's' },
    [{}],
    [{ secret: 's', configMap: 'c' }],
    [{ secret: 'S' }],
    [{ configMap: 'c', prefix: '1' }],
    [{ configMap: 'c', optional: 'yes' }],
    [{ secretRef: { name: 's' } }],
    ['A=1'],
  ],
  resources: [
    { request: {} },
    { limits: { memory: '1 Gi' } },
    { limits: { memory: 5 } },
    { limits: { mem: '1' } },
    { limits: { memory: '1Mi' } },
    { limits: { 'ephemeral-storage': '512Mi' } },
    { requests: { memory: '4Gi' } },
    { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } },
    { requests: { 'nvidia.com/gpu': '1' } },
    { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '2' } },
    { limits: { 'hugepages-2Mi': '3Mi' } },
    { cpu: 4, memory: '8Gi' },
    { limits: { cpu: 4 } },
  ],
  readOnlyRootFilesystem: ['true', 1],
  capabilities: ['CHOWN', ['SYS_ADMIN'], ['CHOWN'], ['NET_BIND_SERVICE', 'NET_BIND_SERVICE']],
  tmpSize: ['0', '3Gi', '100m', '1gb'],
  mountPath: ['work', '/', '/tmp/x', '/a:b', '/etc/git-secret', '/inputs/a'],
  volumes: [
    { '/cache': 'npm-cache' },
    [{}],
    [{ mountPath: '/cache' }],
    [{ configMap: 'c' }],
    [{ mountPath: 'cache', claim: 'c' }],
    [{ mountPath: '/tmp', claim: 'c' }],
    [{ mountPath: '/git-repo', claim: 'c' }],
    [{ mountPath: '/git-repo/cache', claim: 'c' }],
    [{ mountPath: '/srv', claim: 'c' }],
    [{ mountPath: '/inputs/a', claim: 'c' }],
    [{ mountPath: '/cache', claim: 'git-repo-pvc-root' }],
    [{ mountPath: '/cache', claim: 'data' }],
    [{ mountPath: '/cache', claim: 'git-repo-pvc-app' }],
    [{ mountPath: '/a', claim: 'c', secret: 's' }],
    [{ mountPath: '/a', claim: 'c', optional: true }],
    [{ mountPath: '/a', secret: 's', readOnly: true }],
    [{ mountPath: '/a', configMap: 'c', medium: 'Memory' }],
    [{ mountPath: '/a', emptyDir: '3Gi' }],
    [{ mountPath: '/a', emptyDir: '5Gi', medium: 'Memory' }],
    [{ mountPath: '/a', emptyDir: '1gb' }],
    [{ mountPath: '/a', emptyDir: {} }],
    [{ mountPath: '/a', serviceAccountToken: {} }],
    [{ mountPath: '/a', serviceAccountToken: { audience: '' } }],
    [{ mountPath: '/a', serviceAccountToken: { audience: 'vault', expirationSeconds: 60 } }],
    [
      { mountPath: '/a', claim: 'c' },
      { mountPath: '/a', secret: 's' },
      { mountPath: '/a/b', secret: 's' },
    ],
    [
      { mountPath: '/var/run/a', claim: 'c' },
      { mountPath: '/run/a/b', secret: 's' },
    ],
  ],
  sidecars: [
    { name: 'a', image: 'b' },
    [{}],
    [{ name: 'a' }],
    [{ name: 'A', image: 'b' }],
    [{ name: 'main', image: 'b' }],
    [{ name: 'a', image: 'B' }],
    [{ name: 'a', image: 'b', restartPolicy: 'Always' }],
    [{ name: 'a', image: 'b', tree: 'readWrite' }],
    [{ name: 'a', image: 'b', tmpSize: '3Gi' }],
    [{ name: 'a', image: 'b', resources: { limits: { memory: '1Mi' } } }],
    [{ name: 'a', image: 'b', env: { A: '$(A)', '1': 'x' } }],
    [{ name: 'a', image: 'b', env: { A: '$(A)' } }],
    [{ name: 'a', image: 'b', envFrom: [{}] }],
    [{ name: 'a', image: 'b', startupProbe: {} }],
    [{ name: 'a', image: 'b', startupProbe: { port: 0 } }],
    [{ name: 'a', image: 'b', startupProbe: { port: 1, deadlineSeconds: 0 } }],
    [
      { name: 'a', image: 'b', startupProbe: { port: 1 } },
      { name: 'a', image: 'b', startupProbe: { port: 1 } },
    ],
  ],
  run: [0, 1000, 1.5, '2', 'npm test'],
  retry: ['claen', true, '', 2, { max: 2 }],
  keepRuns: [0, 1000, 1.5, '3', true],
  backoffLimit: [-1, 2 ** 31, '4'],
  activeDeadlineSeconds: [0, 0.5, '30m'],
  allowFailure: ['true', 1],
  nodeSelector: [{ 'a b': 'c' }, { a: 'b c' }, { a: 1 }, 'a=b', ['a=b']],
  tolerations: [
    {},
    [{}],
    [{ key: 'a', operator: 'exists' }],
    [{ key: 'a', operator: 'Exists', value: 'b' }],
    [{ key: 'a', tolerationSeconds: 5 }],
    [{ key: 'a', efect: 'NoExecute' }],
    ['a=b:NoSchedule'],
  ],
  dnsConfig: [
    { nameserver: ['10.0.0.10'] },
    { nameservers: '10.0.0.10' },
    { nameservers: ['dns.example.com'] },
    { nameservers: ['fe80::1%eth0'] },
    { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] },
    { searches: ['a b'] },
    { searches: Array.from({ length: 33 }, (_, index) => `a${index}`) },
    { searches: Array.from({ length: 32 }, () => 'x'.repeat(64)) },
    { options: [{ value: '1' }] },
    { options: [{ name: '' }] },
    { options: [{ name: 'ndots', value: 1 }] },
    { options: [{ name: 'ndots', valeu: '1' }] },
    { options: ['ndots:1'] },
  ],
  imagePullSecrets: [['A'], ['a', 'a'], 'a', [{ name: 'a' }]],
  serviceAccountName: ['A', '', 1],
  priorityClassName: ['A', 'a..b'],
  runtimeClassName: ['gVisor', ''],
  hostUsers: ['false', 0],
  terminationGracePeriodSeconds: [0, -1, '30'],
  labels: [
    { app: 'x' },
    { 'job-name': 'x' },
    { a: 'b c' },
    { 'app.kubernetes.io/instance': 'x' },
    { constructor: 'x' },
  ],
  annotations: [{ 'argocd.argoproj.io/hook': 'Sync' }, { 'a b': 'c' }, { a: '\0' }, { a: LONG.repeat(3) }],
  repoUrl: ['', 'file:///a', 'https://u:secret@example.com/a', '/srv/a', 5],
  ref: ['', '-x', 'a b', 'abc1234'],
  depth: [0, '1'],
  gitSecret: ['A', {}, { name: 'a' }],
  gitImage: ['', 'A', 'a:b:c'],
  gitResources: [{ limits: { cpu: '10m' } }, { requests: { cpu: '2' } }, { limit: {} }],
  pvcStorageSize: ['0', '-1Gi', '0.5', 10],
  pvcAccessMode: ['RWO', 1, ['ReadWriteMany']],
  pvcStorageClass: ['A', ''],
  keepClaim: ['yes', 0],
  runAsUser: [0, -1, '1000', 2 ** 31],
  fsGroup: [-1, 'x'],
  ephemeral: [
    true,
    {},
    { size: '0' },
    { size: '3Gi' },
    { size: 5 },
    { size: '1Gi', storageClass: 'A' },
    { size: '1Gi', storageClassName: 'a' },
  ],
};

const NAMES = Object.keys(VALID_OPTIONS) as Name[];
const CLAIM_REFERENCE: readonly Name[] = ['pvcAccessMode', 'runAsUser', 'fsGroup'];
const CLAIM: readonly Name[] = ['pvcStorageSize', 'pvcStorageClass', 'keepClaim', ...CLAIM_REFERENCE];
const OF_REPOSITORY: readonly Name[] = ['gitSecret', 'gitImage', 'gitResources'];
const UNKNOWN: readonly Options[] = [
  { imge: 'x' },
  { cron: '* * * * *' },
  { pvcStoragSize: '1Gi' },
  { branch: 'main' },
  { url: 'https://example.com/a.git' },
  { name: 'build' },
  { container: 'alpine:3' },
  { cpu: 2 },
  { script: 'npm test', environment: ['A=1'] },
  { timeout: '30m', retries: 3 },
  { secrets: [], steps: [], volumes: [] },
];

/** Options that rules compare with each other. */
const RELATED: readonly Name[][] = [
  ['repoUrl', 'runAsUser'],
  ['resources', 'tmpSize', 'volumes', 'ephemeral'],
  ['mountPath', 'volumes'],
  ['ephemeral', 'retry', 'pvcStorageSize'],
  ['ephemeral', 'keepRuns'],
];

/** Some of the options `names`, each with a valid or an invalid value. */
function options(names: readonly Name[], unknown: readonly Options[] = UNKNOWN): fc.Arbitrary<Options> {
  const value = (name: Name): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 5, arbitrary: VALID_OPTIONS[name] as fc.Arbitrary<unknown> },
      { weight: 3, arbitrary: fc.constantFrom(...INVALID_OPTIONS[name]) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(null, '', 5, [], {}, false) },
    );
  const related = RELATED.map((group) => group.filter((name) => names.includes(name)));
  const known = fc
    .oneof(
      { weight: 3, arbitrary: fc.shuffledSubarray([...names], { maxLength: 5 }) },
      { weight: 1, arbitrary: fc.constantFrom(...related) },
    )
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, value(name)]))));
  const misspelled = fc.constantFrom({}, ...unknown);
  return fc
    .tuple(known, fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: misspelled }))
    .map((parts) => JSON.parse(JSON.stringify(Object.assign({}, ...parts))) as Options);
}

/** Returns the errors of a list below `path`, as `field: message`, sorted. */
function listErrors(list: object, path: string): string[] {
  const errors = parseTaskList(JSON.stringify(list), 'tasks.json').problems.filter(
    ({ severity }) => severity === 'error',
  );
  return errors
    .flatMap(({ path: place = '', message }) => {
      const field = place.startsWith(path) ? /^(?:$|\.?(\w.*|\[.*))$/s.exec(place.slice(path.length)) : null;
      if (!field) return [];
      return [field[1] === undefined ? message : `${field[1]}: ${message}`];
    })
    .map(withoutOriginOfList)
    .sort();
}

/** Removes what only the list can offer: it has defaults, repositories and positions. */
function withoutOriginOfList(error: string): string {
  return error
    .replace(/ \(see line \d+, column \d+\)$/, '')
    .replace(/^image: must not be null; .*$/, 'image: must not be null; use a string')
    .replace(/^image is required, here or in defaults$/, 'image is required')
    .replace(/^needs repoUrl or repository .*$/, 'repoUrl is required');
}

/** Returns the errors of constructs, without their paths, sorted. */
function constructErrors(create: (chart: Chart) => void): string[] {
  const chart = new Chart(Testing.app(), 'chain');
  try {
    create(chart);
    chart.toJson();
  } catch (error) {
    return [...new Set((error as Error).message.split('\n'))].map((line) => line.replace(/^chain\/[^:]*: /, '')).sort();
  }
  return [];
}

const ROOT = { taskId: 'root', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };
/** `fc.assert` prints a counterexample with its shrunken options. */
const RUNS = { numRuns: 750 };

function omit(all: Options, names: readonly string[]): Options {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

function pick(all: Options, names: readonly string[]): Options {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

function newTask(chart: Chart, props: Options): GitRepoTask {
  return new GitRepoTask(chart, 'task', props as unknown as RootTaskProps);
}

test('about a root task', () => {
  fc.assert(
    fc.property(options(NAMES), fc.subarray(['image', 'repoUrl'], { maxLength: 1 }), (given, missing) => {
      const task = { ...omit(ROOT, missing), ...given };
      expect(constructErrors((chart) => void newTask(chart, task))).toEqual(listErrors([task], 'tasks[0]'));
    }),
    RUNS,
  );
});

test('about a child task', () => {
  const ofChild = options(NAMES).filter(({ taskId }) => taskId !== ROOT.taskId);
  const source = fc.constantFrom({}, { repoUrl: ROOT.repoUrl });
  fc.assert(
    fc.property(ofChild, source, (given, repeated) => {
      const task = { taskId: 'child', image: 'alpine:3.22', ...given, ...repeated };
      const errors = constructErrors((chart) => {
        const parent = new GitRepoTask(chart, 'root', ROOT);
        newTask(chart, { ...task, parent });
      });
      expect(errors).toEqual(listErrors([ROOT, { ...task, parentTaskId: ROOT.taskId }], 'tasks[1]'));
    }),
    RUNS,
  );
});

test('about inputs', () => {
  const ids = ['root', 'lint', 'scan', 'docs'] as const;
  const kind = fc.constantFrom('child' as const, 'root' as const, 'onClaim' as const);
  fc.assert(
    fc.property(
      kind,
      fc.constantFrom('root' as const, 'lint' as const),
      fc.array(fc.constantFrom(...ids)),
      (ofKind, parentId, inputs) => {
        const docs = { ...ROOT, taskId: 'docs' };
        const lint = { taskId: 'lint', image: 'alpine:3.22' };
        const scan = { ...lint, taskId: 'scan' };
        const task = ofKind === 'child' ? { ...lint, taskId: 'join' } : { ...ROOT, taskId: 'join' };
        const errors = constructErrors((chart) => {
          const root = new GitRepoTask(chart, 'root', ROOT);
          const parent = new GitRepoTask(chart, 'lint', { ...lint, parent: root });
          const tasks = {
            root,
            lint: parent,
            scan: new GitRepoTask(chart, 'scan', { ...scan, parent }),
            docs: new GitRepoTask(chart, 'docs', docs),
          };
          newTask(chart, {
            ...task,
            inputs: inputs.map((id) => tasks[id]),
            parent: ofKind === 'child' ? tasks[parentId] : undefined,
            claim: ofKind === 'onClaim' ? GitRepoClaim.fromClaimName(chart, 'claim', 'data') : undefined,
          });
        });
        const references = { child: { parentTaskId: parentId }, root: {}, onClaim: { existingClaim: 'data' } }[ofKind];
        const list = [
          ROOT,
          { ...lint, parentTaskId: 'root' },
          { ...scan, parentTaskId: 'lint' },
          docs,
          { ...task, ...references, inputs },
        ];
        expect(errors).toEqual(listErrors(list, 'tasks[4]'));
      },
    ),
    RUNS,
  );
});

test('about a root task on a claim that exists', () => {
  fc.assert(
    fc.property(options(NAMES), fc.constantFrom('data', 'A', ''), (given, existingClaim) => {
      const task = { ...ROOT, ...given };
      const expected = listErrors([{ ...task, existingClaim }], 'tasks[0]');

      // The claim describes itself, so the constructs report problems of its options at the claim.
      const ofClaim = (error: string): boolean =>
        /^(existingClaim|pvcAccessMode|runAsUser|fsGroup): (?!an ssh)/.test(error);
      let claim: IGitRepoClaim | undefined;
      const claimErrors = constructErrors((chart) => {
        claim = GitRepoClaim.fromClaimName(chart, 'claim', existingClaim, pick(given, CLAIM_REFERENCE));
      });
      expect(claimErrors.map((error) => error.replace(/^claimName: /, 'existingClaim: ')).sort()).toEqual(
        expected.filter(ofClaim),
      );
      if (!claim) return;

      const errors = constructErrors((chart) => void newTask(chart, { ...omit(task, CLAIM_REFERENCE), claim }));
      const same = expected.map((error) =>
        error
          .replace('cannot be combined with existingClaim', 'cannot be combined with claim')
          .replace(/^runAsUser: (?=an ssh)/, 'repoUrl: '),
      );
      expect(errors).toEqual(same.sort());
    }),
    RUNS,
  );
});

test('about a repository and a root task on it', () => {
  const ofTask = NAMES.filter((name) => !CLAIM.includes(name) && !OF_REPOSITORY.includes(name) && name !== 'repoUrl');
  // The list has the URL at the repository, the constructs have it at the task.
  const unknown = UNKNOWN.filter((fields) => !Object.hasOwn(fields, 'url'));
  fc.assert(
    fc.property(
      options(ofTask, unknown),
      options([...CLAIM, ...OF_REPOSITORY], []),
      VALID_OPTIONS.repoUrl,
      (given, ofRepository, url) => {
        const task = { taskId: 'root', image: 'alpine:3.22', ...given };
        const list = { repositories: { app: { url, ...ofRepository } }, tasks: [{ ...task, repository: 'app' }] };
        const ofClaim = (error: string): boolean => !/^(gitSecret|gitImage|gitResources)|an ssh URL/.test(error);
        const expected = listErrors(list, 'repositories.app');

        let claim: IGitRepoClaim | undefined;
        const claimErrors = constructErrors((chart) => {
          claim = new GitRepoClaim(chart, 'claim', { repository: 'app', ...pick(ofRepository, CLAIM) });
        });
        expect(claimErrors).toEqual(expected.filter(ofClaim));
        if (!claim) return;

        const props = { ...task, repoUrl: url, ...pick(ofRepository, OF_REPOSITORY), claim };
        const errors = constructErrors((chart) => void newTask(chart, props));
        const ofRepositoryOrTask = [...expected, ...listErrors(list, 'tasks[0]')];
        const same = ofRepositoryOrTask.map((error) =>
          error
            .replace(/^(runAsUser|url): (?=an ssh)/, 'repoUrl: ')
            .replace(/^(ephemeral: cannot be combined with) repository: .*;/, '$1 claim;'),
        );
        expect(errors).toEqual(same.sort());
      },
    ),
    RUNS,
  );
});
