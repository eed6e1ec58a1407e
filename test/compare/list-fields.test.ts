import { compareSnapshots } from '../../lib/compare/compare-snapshots';
import { takeSnapshot } from '../../lib/compare/snapshot';
import { CLAIM_REFERENCE_OPTIONS } from '../../lib/constructs/options/claim-options';
import { CLONE_OPTIONS } from '../../lib/constructs/options/clone-options';
import { JOB_OPTIONS } from '../../lib/constructs/options/task-options';
import { synthesize } from '../../main';
import { listOf } from '../support/list';

const URL = 'https://example.com/app.git';
/** On a claim that exists, so that the fields of the claim are only in the Jobs. */
const build = { taskId: 'build', repoUrl: URL, image: 'alpine:3', existingClaim: 'data' };
const test_ = { taskId: 'test', parentTaskId: 'build', image: 'alpine:3' };
const DIGEST = `sha256:${'a'.repeat(64)}`;

const VOLUMES = [
  { mountPath: '/etc/agent', configMap: 'a-workspace-0123456789' },
  { mountPath: '/scratch', emptyDir: '1Gi' },
];

const SIDECARS = [
  { name: 'database', image: 'postgres:17', tree: 'readOnly', startupProbe: { port: 5432 } },
  { name: 'cache', image: 'redis:7' },
];

/** Edits of each field of a task, and how they are reported. */
const EDITS: readonly (readonly [field: string, from: unknown, to: unknown, text: string])[] = [
  ['ref', undefined, 'main', 'ref none -> `main`'],
  ['ref', 'main', 'release', 'ref `main` -> `release`'],
  ['ref', 'a$b', 'a|b', 'ref `a$b` -> <code>a&#124;b</code>'],
  [
    'repoUrl',
    'https://a.example/x.git',
    'https://b.example/x.git',
    'repoUrl `https://a.example/x.git` -> `https://b.example/x.git`',
  ],
  [
    'repoUrl',
    'https://a.example/x.git',
    'git@b.example:x.git',
    'repoUrl `https://a.example/x.git` -> `git@b.example:x.git`',
  ],
  ['depth', 1, undefined, 'depth 1 -> none'],
  ['gitSecret', undefined, 'git', 'gitSecret none -> `git`'],
  ['gitSecret', 'git', 'other', 'gitSecret `git` -> `other`'],
  ['gitImage', 'alpine/git:v2.49.1', 'alpine/git:v2.54.0', 'gitImage `alpine/git:v2.49.1` -> `alpine/git:v2.54.0`'],
  ['gitImage', 'alpine/git:v2.49.1', `alpine/git@${DIGEST}`, '`gitImage`'],
  ['gitResources', { limits: { cpu: '2' } }, undefined, '`gitResources.limits.cpu` 2 -> 1'],
  [
    'gitResources',
    undefined,
    { limits: { 'ephemeral-storage': '2Gi' } },
    '`gitResources.limits["ephemeral-storage"]` `1Gi` -> `2Gi`',
  ],
  ['pvcAccessMode', 'ReadWriteMany', undefined, '`pvcAccessMode`'],
  ['runAsUser', undefined, 1000, 'fsGroup 65534 -> 1000, runAsUser 65534 -> 1000'],
  ['runAsUser', 1000, null, 'fsGroup 1000 -> none, runAsUser 1000 -> none'],
  ['fsGroup', undefined, 1000, 'fsGroup 65534 -> 1000'],
  ['image', 'alpine:3.21', 'alpine:3.22', 'image `alpine:3.21` -> `alpine:3.22`'],
  ['imagePullPolicy', undefined, 'Always', 'imagePullPolicy none -> `Always`'],
  ['command', ['sh'], ['sh', '-c'], '`command`'],
  ['args', undefined, ['-c'], '`args`'],
  ['env', { TITLE: 'secret-1', KEPT: 'a' }, { TITLE: 'secret-2', KEPT: 'a' }, '`env.TITLE`'],
  ['env', {}, { TITLE: 'secret-1' }, '`env.TITLE`'],
  ['env', { T: { secret: 's', key: 'secret-1' } }, { T: { secret: 't', key: 'secret-2' } }, '`env.T`'],
  ['env', {}, { HOME: '/secret-1' }, '`env`, `env.HOME`'],
  ['env', { A: 'a', B: 'b' }, { B: 'b', A: 'a' }, '`env`'],
  ['env', { A: { configMap: 'c', key: 'secret-1' } }, { A: { field: 'metadata.name' } }, '`env.A`'],
  ['envFrom', undefined, [{ secret: 'secret-1' }], '`envFrom`'],
  ['envFrom', [{ secret: 'a' }, { configMap: 'b' }], [{ configMap: 'b' }], '`envFrom`'],
  ['envFrom', [{ secret: 'a' }], undefined, '`envFrom`'],
  ['resources', { limits: { cpu: '2' } }, { limits: { cpu: '500m' } }, '`resources.limits.cpu` 2 -> `500m`'],
  ['readOnlyRootFilesystem', undefined, false, 'readOnlyRootFilesystem true -> false'],
  ['capabilities', undefined, ['NET_BIND_SERVICE'], '`capabilities`'],
  ['tmpSize', undefined, '2Gi', 'tmpSize `1Gi` -> `2Gi`'],
  ['mountPath', undefined, '/work', 'mountPath `/git-repo` -> `/work`'],
  ['volumes', undefined, VOLUMES, '`volumes`'],
  ['volumes', VOLUMES, VOLUMES.toReversed(), '`volumes`'],
  ['volumes', VOLUMES, [VOLUMES[0], { ...VOLUMES[1], emptyDir: '2Gi' }], '`volumes`'],
  ['volumes', VOLUMES, [{ ...VOLUMES[0], configMap: 'b-workspace-0123456789' }, VOLUMES[1]], '`volumes`'],
  ['sidecars', undefined, SIDECARS, '`sidecars`'],
  ['sidecars', SIDECARS, SIDECARS.toReversed(), '`sidecars`'],
  ['sidecars', SIDECARS, [SIDECARS[0]], '`sidecars`'],
  ['sidecars', SIDECARS, [{ ...SIDECARS[0], startupProbe: undefined }, SIDECARS[1]], '`sidecars`'],
  ['sidecars', SIDECARS, [{ ...SIDECARS[0], startupProbe: { port: 1 } }, SIDECARS[1]], '`sidecars`'],
  ['sidecars', SIDECARS, [{ ...SIDECARS[0], tree: undefined }, SIDECARS[1]], '`sidecars`'],
  ['sidecars', SIDECARS, [{ ...SIDECARS[0], tmpSize: '2Gi' }, SIDECARS[1]], '`sidecars`'],
  ['sidecars', [SIDECARS[1]], [{ ...SIDECARS[1], image: 'redis:8', env: { A: 'secret-1' } }], '`sidecars`'],
  ['sidecars', [SIDECARS[1]], [{ ...SIDECARS[1], resources: { limits: { cpu: '1' } } }], '`sidecars`'],
  ['sidecars', [SIDECARS[1]], [{ ...SIDECARS[1], readOnlyRootFilesystem: false }], '`sidecars`'],
  ['sidecars', [SIDECARS[1]], [{ ...SIDECARS[1], args: ['secret-1'], envFrom: [{ secret: 's' }] }], '`sidecars`'],
  ['retry', undefined, 'continue', 'retry `clean` -> `continue`'],
  ['keepRuns', 3, 5, 'keepRuns 3 -> 5'],
  ['backoffLimit', undefined, 0, 'backoffLimit 4 -> 0'],
  ['activeDeadlineSeconds', undefined, 60, 'activeDeadlineSeconds 21600 -> 60'],
  ['allowFailure', undefined, true, 'allowFailure none -> `true`'],
  ['nodeSelector', undefined, { disk: 'ssd' }, '`nodeSelector.disk` none -> `ssd`'],
  ['tolerations', undefined, [{ key: 'a', operator: 'Exists' }], '`tolerations`'],
  ['dnsConfig', { searches: ['a.example'] }, { searches: ['b.example'] }, '`dnsConfig.searches`'],
  ['imagePullSecrets', undefined, ['registry'], '`imagePullSecrets`'],
  ['serviceAccountName', undefined, 'builder', 'serviceAccountName none -> `builder`'],
  ['priorityClassName', 'low', 'high', 'priorityClassName `low` -> `high`'],
  ['runtimeClassName', undefined, 'gvisor', 'runtimeClassName none -> `gvisor`'],
  ['hostUsers', undefined, false, 'hostUsers none -> false'],
  ['terminationGracePeriodSeconds', 60, 120, 'terminationGracePeriodSeconds 60 -> 120'],
  ['labels', { 'example.com/a': 'b' }, { 'example.com/a': 'c' }, '`labels["example.com/a"]` `b` -> `c`'],
  ['annotations', { note: 'secret-1' }, { note: 'secret-2' }, '`annotations.note`'],
  ['annotations', undefined, { note: 'secret-1' }, '`annotations`'],
];

/** Returns what is reported about the tasks. */
function detailsOf(before: readonly object[], after: readonly object[]): string[] {
  const [from, to] = [before, after].map((tasks) => takeSnapshot(synthesize(listOf(tasks))));
  return compareSnapshots(from!, to!).map(({ details }) => details);
}

const ADVICE =
  /; (set `"run":2`|its pods keep the earlier labels until "run" is increased|if the task has failed, .*)$/;

test.each(EDITS)('an edit of %s from %j to %j', (field, from, to, text) => {
  const details = detailsOf([{ ...build, [field]: from }], [{ ...build, [field]: to }]);
  expect(details.map((detail) => detail.replace(ADVICE, ''))).toEqual([text]);
  expect(details.join()).not.toContain('secret-');
});

test('these are all fields of a task', () => {
  const fields = Object.keys({ ...JOB_OPTIONS, ...CLONE_OPTIONS, ...CLAIM_REFERENCE_OPTIONS });
  expect([...new Set(EDITS.map(([field]) => field)), 'run', 'taskId'].sort()).toEqual(fields.sort());
});

test.each([
  [{ size: '1Gi' }, { size: '2Gi' }],
  [{ size: '1Gi' }, { size: '1Gi', storageClass: 'fast' }],
  [
    { size: '1Gi', storageClass: 'fast' },
    { size: '2Gi', storageClass: 'fast' },
  ],
])('an edit of ephemeral from %j to %j', (from, to) => {
  const task = { ...build, existingClaim: undefined };
  expect(detailsOf([{ ...task, ephemeral: from }], [{ ...task, ephemeral: to }])).toEqual([
    '`ephemeral`; set `"run":2`',
  ]);
  const equal = { ...from, size: '1024Mi' };
  expect(detailsOf([{ ...task, ephemeral: from }], [{ ...task, ephemeral: equal }])).toEqual([]);
});

test('several fields, also if one sets what follows from another', () => {
  const before = { ...build, gitSecret: 'git' };
  const after = { ...build, gitSecret: 'other', repoUrl: 'git@b.example:x.git', ref: 'v1' };
  const texts = [`repoUrl \`${URL}\` -> \`git@b.example:x.git\``, 'gitSecret `git` -> `other`', 'ref none -> `v1`'];
  expect(detailsOf([before], [after])).toEqual([`${texts.join(', ')}; set \`"run":2\``]);
});

test('fields that containers of sidecars follow', () => {
  const before = { ...build, sidecars: SIDECARS };
  const after = { ...before, mountPath: '/work', gitImage: 'git:1', resources: { limits: { cpu: '3' } } };
  expect(detailsOf([before], [after])).toEqual([
    expect.stringMatching(/^`resources.limits.cpu` 2 -> 3, mountPath `\/git-repo` -> `\/work`, `gitImage`; set/),
  ]);
});

test('a field of the root that all tasks of the chain have', () => {
  const list = (gitImage: string): object[] => [{ ...build, gitImage }, test_];
  const details = 'gitImage `git:1` -> `git:2`; set `"run":2`';
  expect(detailsOf(list('git:1'), list('git:2'))).toEqual([details, details]);
});

describe('an edit of push', () => {
  const author = { name: 'Robot', email: 'robot@example.com' };
  const push = { branch: 'results/a', gitSecret: 'git', commit: { message: 'secret-1', author } };
  const publishing = (value: object): object => ({ taskId: 'publish', parentTaskId: 'build', push: value });

  test.each<[object, object, string]>([
    [{}, { branch: 'results/b' }, 'push.branch `results/a` -> `results/b`'],
    [{}, { gitSecret: 'other' }, 'push.gitSecret `git` -> `other`'],
    [{}, { gitSecret: undefined }, 'push.gitSecret `git` -> none'],
    [{}, { url: 'git@b.example:x.git' }, `push.url \`${URL}\` -> \`git@b.example:x.git\``],
    [{}, { force: 'lease' }, 'push.force `never` -> `lease`'],
    [{}, { allowDefault: true }, 'push.allowDefault none -> `yes`'],
    [{}, { commit: { message: 'secret-2', author } }, '`push.commit.message`'],
    [
      {},
      { commit: { message: 'secret-1', author, nestedRepositories: 'files' } },
      'push.commit.nestedRepositories none -> `files`',
    ],
    [
      {},
      { commit: { message: 'secret-1', author: { ...author, name: 'R2' } } },
      'push.commit.author.name `Robot` -> `R2`',
    ],
  ])('from %j to %j', (from, to, text) => {
    const details = detailsOf([build, publishing({ ...push, ...from })], [build, publishing({ ...push, ...to })]);
    expect(details).toEqual([`${text}; set \`"run":2\``]);
  });

  test('from a task with an image', () => {
    const image = { taskId: 'publish', parentTaskId: 'build', image: 'alpine:3', volumes: VOLUMES, sidecars: SIDECARS };
    expect(detailsOf([build, image], [build, publishing(push)])).toEqual([
      '`push`, `sidecars`, `volumes`; set `"run":2`',
    ]);
  });

  test('of the git image and its resources', () => {
    const list = (more: object): object[] => [{ ...build, ...more }, publishing(push)];
    const details = 'gitImage `git:1` -> `git:2`; set `"run":2`';
    expect(detailsOf(list({ gitImage: 'git:1' }), list({ gitImage: 'git:2' }))).toEqual([details, details]);
    const resources = { limits: { 'ephemeral-storage': '2Gi' } };
    expect(detailsOf(list({}), list({ gitResources: resources }))[1]).toBe(
      '`gitResources.limits["ephemeral-storage"]` `1Gi` -> `2Gi`; set `"run":2`',
    );
  });
});

test('a new run of the parent is not an edit of a push', () => {
  const publish = { taskId: 'publish', parentTaskId: 'build', push: { branch: 'x' }, run: 2 };
  const details = detailsOf([{ ...build }, publish], [{ ...build, run: 2 }, publish]);
  expect(details.join()).not.toMatch(/subPath|START_TREE|PARENT_TREE/);
});
