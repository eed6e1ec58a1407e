import { App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  GitRepoClaim,
  GitRepoJob,
  GitRepoTask,
  WorkspaceScripts,
  type ClaimReferenceOptions,
  type IGitRepoClaim,
  type RootTaskProps,
} from '../../lib';
import { parseTaskList } from '../../lib/task-list';
import { createTask } from '../../lib/task-list/create-task';

const ROOT: RootTaskProps = { taskId: 'build', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };
const CHILD = { taskId: 'test', image: 'node:22' };

/** Two IDs with one name in the cluster: their hashes start with the same digits. */
const COLLIDING_IDS = ['34703', '49483'].map((digits) => `${'x'.repeat(36)}.${'y'.repeat(10)}${digits}`);
const COLLIDING_NAME = `${'x'.repeat(36)}-6ee778c7`;

function chartIn(scope: Construct, id: string, namespace?: string): Chart {
  return new Chart(scope, id, { namespace });
}

describe('tasks of one app', () => {
  test('need different IDs, in whatever chart, as in the list', () => {
    const app = Testing.app();
    const parent = new GitRepoTask(chartIn(app, 'a'), 'build', ROOT);
    const message = (path: string): string =>
      `${path}: taskId: "build" is used twice; give each task an ID of its own (see a/build)`;
    expect(() => new GitRepoTask(chartIn(app, 'b'), 'build', ROOT)).toThrow(message('b/build'));
    expect(() => new GitRepoTask(chartIn(app, 'c'), 'test', { ...CHILD, taskId: 'build', parent })).toThrow(
      message('c/test'),
    );
    const claim = GitRepoClaim.fromClaimName(chartIn(app, 'd'), 'claim', 'data');
    expect(() => new GitRepoJob(chartIn(app, 'e'), 'job', { ...ROOT, claim })).toThrow(message('e/job'));
    const { problems } = parseTaskList(JSON.stringify([ROOT, ROOT]), 'tasks.json');
    expect(problems.map(({ message: text }) => text)).toEqual([
      '"build" is used twice; give each task an ID of its own (see line 1, column 12)',
    ]);
  });

  test.each<[string, (app: App) => [Construct, Construct]]>([
    ['one chart', (app) => Array(2).fill(chartIn(app, 'a')) as [Chart, Chart]],
    [
      'constructs of one chart',
      (app) => {
        const chart = chartIn(app, 'a');
        return [new Construct(chart, 'x'), new Construct(chart, 'y')];
      },
    ],
    ['charts without a namespace', (app) => [chartIn(app, 'a'), chartIn(app, 'b')]],
    ['charts of one namespace', (app) => [chartIn(app, 'a', 'dev'), chartIn(app, 'b', 'dev')]],
    [
      'a chart and a chart in it',
      (app) => {
        const chart = chartIn(app, 'a', 'dev');
        return [chart, chartIn(chart, 'b', 'dev')];
      },
    ],
  ])('need different IDs in %s', (_, scopesIn) => {
    for (const app of [new App(), Testing.app()]) {
      const [first, second] = scopesIn(app);
      const { node } = new GitRepoTask(first, 'first', ROOT);
      expect(() => new GitRepoTask(second, 'second', { ...ROOT, run: 2 })).toThrow(
        `${second.node.path}/second: taskId: "build" is used twice; give each task an ID of its own (see ${node.path})`,
      );
    }
  });

  test('need IDs whose names in the cluster differ', () => {
    const [chart, [first, second]] = [Testing.chart(), COLLIDING_IDS as [string, string]];
    new GitRepoTask(chart, 'a', { ...ROOT, taskId: first });
    expect(() => new GitRepoTask(chart, 'b', { ...ROOT, taskId: second })).toThrow(
      `test/b: taskId: "${second}" and "${first}" (test/a) both need the name ${COLLIDING_NAME}; rename one of the two`,
    );
  });

  test('need an ID that no task of a list has', () => {
    const app = new App();
    const [chain] = parseTaskList(JSON.stringify([ROOT]), 'tasks.json').list!.chains;
    createTask(chartIn(app, 'list'), chain!.root, jest.fn());
    expect(() => new GitRepoTask(chartIn(app, 'own'), 'build', ROOT)).toThrow('(see list/Task)');
    expect(() => createTask(chartIn(app, 'again'), chain!.root, jest.fn())).toThrow(
      'again/Task: taskId: "build" is used twice',
    );
  });

  test('have one Job each', () => {
    const chart = Testing.chart();
    const task = new GitRepoTask(chart, 'build', ROOT);
    expect(() => new GitRepoJob(task, 'again', { ...ROOT, claim: task.claim })).toThrow(`(see ${task.node.path})`);
  });

  test('may have the same ID in another namespace, and in another app', () => {
    const app = Testing.app();
    for (const namespace of [undefined, 'dev', 'prod']) {
      new GitRepoTask(chartIn(app, `in-${namespace}`, namespace), 'build', ROOT);
    }
    new GitRepoTask(chartIn(Testing.app(), 'other'), 'build', ROOT);
  });

  test('may use the ID of a task that was refused', () => {
    const app = Testing.app();
    expect(() => new GitRepoTask(chartIn(app, 'a'), 'build', { ...ROOT, run: 0 })).toThrow('run: 0');
    new GitRepoTask(chartIn(app, 'b'), 'build', ROOT);
  });

  test('must be in the namespace of their parent', () => {
    const app = Testing.app();
    const parent = new GitRepoTask(chartIn(app, 'a', 'dev'), 'build', ROOT);
    new GitRepoTask(chartIn(app, 'b', 'dev'), 'test', { ...CHILD, parent });
    expect(() => new GitRepoTask(chartIn(app, 'c', 'prod'), 'test', { ...CHILD, parent })).toThrow(
      'c/test: parent: is in the namespace "dev", but this task is in the namespace "prod"; use charts of one namespace',
    );
    expect(() => new GitRepoTask(chartIn(app, 'd'), 'test', { ...CHILD, parent })).toThrow(
      'd/test: parent: is in the namespace "dev", but this task is in a chart without a namespace; use charts of one namespace',
    );
  });

  test('must be in the namespace of their claim and scripts, unless these exist', () => {
    const app = Testing.app();
    const other = chartIn(app, 'a', 'dev');
    const claim = new GitRepoClaim(other, 'claim', { repository: 'app' });
    const scripts = new WorkspaceScripts(other, 'scripts');
    const place = 'is in the namespace "dev", but this task is in the namespace "prod"; use charts of one namespace';
    expect(() => new GitRepoTask(chartIn(app, 'b', 'prod'), 'task', { ...ROOT, claim, scripts })).toThrow(
      `b/task: claim: ${place}\nb/task: scripts: ${place}`,
    );
    const existing = GitRepoClaim.fromClaimName(other, 'data', 'data');
    new GitRepoTask(chartIn(app, 'c', 'prod'), 'task', { ...ROOT, claim: existing });
  });
});

describe('the claims of one app', () => {
  const createClaim = {
    task: (scope: Construct) => new GitRepoTask(scope, 'task', { ...ROOT, taskId: 'app' }),
    'claim of a task': (scope: Construct) => new GitRepoClaim(scope, 'claim', { taskId: 'app' }),
    'claim of a repository': (scope: Construct) => new GitRepoClaim(scope, 'claim', { repository: 'app' }),
  };
  type Kind = keyof typeof createClaim;
  const places: Record<Kind, [path: string, prop: string]> = {
    task: ['task', 'taskId'],
    'claim of a task': ['claim', 'taskId'],
    'claim of a repository': ['claim', 'repository'],
  };
  const kinds = Object.keys(createClaim) as Kind[];
  const pairs = kinds.flatMap((first) => kinds.map((second): [Kind, Kind] => [first, second]));

  test.each(pairs.filter(([first, second]) => first !== 'task' || second !== 'task'))(
    'need different names: a %s and a %s',
    (first, second) => {
      const app = Testing.app();
      createClaim[first](chartIn(app, 'a'));
      const place = first === 'task' ? 'a/task/Claim' : 'a/claim';
      const [path, prop] = places[second];
      expect(() => createClaim[second](chartIn(app, 'b'))).toThrow(
        `b/${path}: ${prop}: "app" and "app" (${place}) both need the claim git-repo-pvc-app; rename one of the two, or create the claim once and pass it to both tasks`,
      );
      createClaim[second](chartIn(app, 'c', 'prod'));
      createClaim[second](chartIn(Testing.app(), 'd'));
    },
  );

  test('may have the name of a claim that was refused', () => {
    const app = Testing.app();
    const size = { pvcStorageSize: '0' };
    expect(() => new GitRepoClaim(chartIn(app, 'a'), 'claim', { repository: 'app', ...size })).toThrow('"0"');
    expect(() => new GitRepoTask(chartIn(app, 'b'), 'task', { ...ROOT, taskId: 'app', ...size })).toThrow('"0"');
    new GitRepoClaim(chartIn(app, 'c'), 'claim', { repository: 'app' });
  });

  test('are described in the same way by all tasks that use them, as in the list', () => {
    const app = Testing.app();
    const use = (id: string, options: ClaimReferenceOptions): GitRepoTask => {
      const chart = chartIn(app, id);
      const claim = GitRepoClaim.fromClaimName(chart, 'claim', 'data', options);
      return new GitRepoTask(chart, 'task', { ...ROOT, taskId: id, claim });
    };
    use('a', { fsGroup: 2000 });
    use('b', { fsGroup: 2000, runAsUser: 65534 });
    expect(() => use('c', { pvcAccessMode: 'ReadWriteMany' })).toThrow(
      [
        'c/task: claim.pvcAccessMode: "data" has pvcAccessMode "ReadWriteMany" here and "ReadWriteOnce" at a/task; use the same value',
        'c/task: claim.fsGroup: "data" has fsGroup 65534 here and 2000 at a/task; use the same value',
      ].join('\n'),
    );
    const tasks = [{ fsGroup: 2000 }, {}].map((options, index) => ({
      ...ROOT,
      taskId: `task-${index}`,
      existingClaim: 'data',
      ...options,
    }));
    expect(parseTaskList(JSON.stringify(tasks), 'tasks.json').problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^"data" has fsGroup 65534 here and 2000 at tasks\[0\] \(task "task-0"\); use the same value \(/,
      ),
    ]);
  });

  test('are compared after the props of a task are valid', () => {
    const app = Testing.app();
    new GitRepoTask(chartIn(app, 'a'), 'task', { ...ROOT, claim: GitRepoClaim.fromClaimName(app, 'data', 'data') });
    const claim = Object.assign(GitRepoClaim.fromClaimName(app, 'other', 'data'), { fsGroup: -1 });
    expect(() => new GitRepoTask(chartIn(app, 'b'), 'task', { ...ROOT, taskId: 'other', claim })).toThrow(
      /^b\/task: claim\.fsGroup: -1 is not an integer from 0 to 2147483647$/,
    );
  });

  test('are described in the same way by the chart that creates them', () => {
    const create = (chart: Chart): unknown => new GitRepoClaim(chart, 'claim', { repository: 'app', runAsUser: 1000 });
    const use = (chart: Chart): unknown => {
      const claim: IGitRepoClaim = GitRepoClaim.fromRepository(chart, 'claim', 'app');
      return new GitRepoTask(chart, 'task', { ...ROOT, claim });
    };
    const [app, other] = [Testing.app(), Testing.app()];
    create(chartIn(app, 'a'));
    expect(() => use(chartIn(app, 'b'))).toThrow(
      'b/task: claim.runAsUser: "git-repo-pvc-app" has runAsUser 65534 here and 1000 at a/claim; use the same value',
    );
    use(chartIn(other, 'a'));
    expect(() => create(chartIn(other, 'b'))).toThrow(
      'b/claim: runAsUser: "git-repo-pvc-app" has runAsUser 1000 here and 65534 at a/task; use the same value',
    );
  });

  test('may be a new one that a task uses by its name', () => {
    const app = Testing.app();
    new GitRepoClaim(chartIn(app, 'a'), 'claim', { repository: 'app' });
    const chart = chartIn(app, 'b');
    const claim = GitRepoClaim.fromRepository(chart, 'claim', 'app');
    new GitRepoTask(chart, 'task', { ...ROOT, claim });
  });

  test('are not mounted as volumes, whichever comes first', () => {
    const mount = (chart: Chart, claim: string): unknown =>
      new GitRepoTask(chart, 'mounts', { ...ROOT, taskId: 'mounts', volumes: [{ mountPath: '/x', claim }] });
    const trees = (name: string): string =>
      `volumes[0].claim: "${name}" contains working trees, and a task must not see those of other tasks; mount another claim`;
    const mounted = (name: string): string =>
      `"${name}" is mounted as a volume by a/mounts, which must not see the working trees of other tasks; use another claim`;

    const first = Testing.app();
    new GitRepoTask(chartIn(first, 'a'), 'build', ROOT);
    expect(() => mount(chartIn(first, 'b'), 'git-repo-pvc-build')).toThrow(
      `b/mounts: ${trees('git-repo-pvc-build')} (see a/build/Claim)`,
    );
    mount(chartIn(first, 'c', 'prod'), 'git-repo-pvc-build');

    const second = Testing.app();
    mount(chartIn(second, 'a'), 'git-repo-pvc-build');
    expect(() => new GitRepoTask(chartIn(second, 'b'), 'build', ROOT)).toThrow(
      `b/build: taskId: ${mounted('git-repo-pvc-build')}`,
    );

    const third = Testing.app();
    mount(chartIn(third, 'a'), 'data');
    const claim = GitRepoClaim.fromClaimName(chartIn(third, 'b'), 'claim', 'data');
    expect(() => new GitRepoTask(chartIn(third, 'c'), 'build', { ...ROOT, claim })).toThrow(
      `c/build: claim: ${mounted('data')}`,
    );
  });

  test('are not mounted as volumes by their own tasks', () => {
    const chart = Testing.chart();
    const volumes = [{ mountPath: '/x', claim: 'git-repo-pvc-build' }];
    const message = 'volumes[0].claim: "git-repo-pvc-build" contains working trees';
    expect(() => new GitRepoTask(chart, 'a', { ...ROOT, volumes })).toThrow(message);
    const parent = new GitRepoTask(chart, 'b', ROOT);
    expect(() => new GitRepoTask(chart, 'c', { ...CHILD, parent, volumes })).toThrow(message);
    expect(() => new GitRepoJob(chart, 'd', { ...CHILD, parent: parent.job, volumes })).toThrow(message);
  });
});
