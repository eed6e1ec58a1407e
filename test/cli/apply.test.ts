import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { filesOf } from '../support/list';
import { FakeCluster } from './support/fake-cluster';
import { killPrograms, startProgram, type Run } from './support/start-program';

jest.setTimeout(60_000);

const SCRIPTS = 'dist/workspace/scripts.k8s.yaml';
/** What `apply` prints of the scripts. */
const SCRIPTS_APPLIED = 'dist/workspace: apply scripts done';

let cluster: FakeCluster;
let folder: string;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  folder = mkdtempSync(join(tmpdir(), 'apply-'));
  const task = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify([task]));
  write(SCRIPTS, { kind: 'ConfigMap', metadata: { name: 'scripts' } });
});

afterEach(() => {
  killPrograms();
  cluster.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the command in the folder that contains dist/. */
function apply(...args: string[]): Run {
  return startProgram(folder, ['apply', ...args], cluster.env);
}

function write(path: string, ...manifests: object[]): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, manifests.map((manifest) => stringify(manifest)).join('---\n'));
}

function claim(name: string): object {
  return { kind: 'PersistentVolumeClaim', metadata: { name, annotations: wave(0) } };
}

function job(name: string, depth = 0, metadata: object = {}): object {
  return { kind: 'Job', metadata: { name, annotations: wave(depth), ...metadata } };
}

function wave(depth: number): object {
  return { 'argocd.argoproj.io/sync-wave': String(depth) };
}

/** What kubectl was asked to change after the scripts, which come first. */
function changes(): string[] {
  const [first, ...others] = cluster.changes;
  expect(first).toMatch(/^apply scripts( --dry-run=server)?$/);
  return others;
}

function failedPod(ofJob: string, message?: string): void {
  cluster.put('pods', {
    metadata: { name: `${ofJob}-x1`, labels: { 'batch.kubernetes.io/controller-uid': `uid-of-${ofJob}` } },
    status: { containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 3, reason: 'Error', message } } }] },
  });
}

test('prints what a task has pushed', async () => {
  const message = 'pushed 4f1a to results/fix of https://git.example.com/app.git';
  const pushing = job('a') as { spec?: object };
  pushing.spec = { template: { spec: { containers: [{ name: 'push' }] } } };
  write('dist/tasks/a/a.k8s.yaml', pushing, job('b'));
  const run = apply();
  for (const name of ['a', 'b']) {
    await cluster.change(`create ${name}`);
    cluster.put('pods', {
      metadata: { name: `${name}-x1`, labels: { 'batch.kubernetes.io/job-name': name } },
      status: {
        containerStatuses: [{ name: 'push', state: { terminated: { exitCode: 0, message: `${message}\n` } } }],
      },
    });
    cluster.putJob(name, 'Complete');
  }
  expect(await run.exitCode).toBe(0);
  expect(run.lines.filter((line) => line.includes('pushed'))).toEqual([`dist/tasks/a: ${message}`]);
});

test('starts a wave when all Jobs of the previous wave are complete, and the claim before the first wave', async () => {
  write('dist/tasks/a/d.k8s.yaml', job('d', 10));
  write('dist/tasks/a/c.k8s.yaml', job('c', 2));
  write('dist/tasks/a/b.k8s.yaml', job('b', 2));
  write('dist/tasks/a/a.k8s.yaml', claim('a'), job('a'));
  const run = apply();

  await cluster.change('create a');
  expect(changes()).toEqual(['apply a', 'create a']);
  cluster.putJob('a', 'Complete');
  await cluster.change('create b');
  await cluster.change('create c');
  cluster.putJob('c', 'Complete');
  await run.printed('dist/tasks/a: job.batch/c completed after 70 s');
  expect(changes()).not.toContain('create d');
  cluster.putJob('b', 'Complete');
  await cluster.change('create d');
  cluster.putJob('d', 'Complete');

  expect(await run.exitCode).toBe(0);
  expect(run.errors).toEqual([]);
});

test('starts a task when its parent and all its inputs are complete', async () => {
  const image = 'alpine:3';
  const child = (taskId: string, parentTaskId: string): object => ({ taskId, parentTaskId, image });
  const files = filesOf([
    { taskId: 'build', repoUrl: 'https://example.com/a.git', image },
    { ...child('report', 'build'), inputs: ['lint', 'tests'] },
    child('lint', 'build'),
    child('compile', 'build'),
    child('tests', 'compile'),
  ]);
  for (const [path, objects] of Object.entries(files)) {
    if (path.startsWith('tasks/')) write(`dist/${path}`, ...objects);
  }
  const run = apply();
  const complete = async (...tasks: string[]): Promise<void> => {
    for (const task of tasks) await cluster.change(`create keruta-job-${task}`);
    expect(changes().at(-1)).not.toContain('report');
    for (const task of tasks) cluster.putJob(`keruta-job-${task}`, 'Complete');
  };

  await complete('build');
  await complete('lint', 'compile');
  await complete('tests');
  await cluster.change('create keruta-job-report');
  cluster.putJob('keruta-job-report', 'Complete');
  expect(await run.exitCode).toBe(0);
});

test('runs chains at the same time, and a chain that fails stops no other chain', async () => {
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  write('dist/tasks/a/a2.k8s.yaml', job('a2', 1));
  write('dist/tasks/b/b.k8s.yaml', job('b'));
  write('dist/tasks/b/b2.k8s.yaml', job('b2', 1));
  const run = apply();

  await cluster.change('create a');
  await cluster.change('create b');
  cluster.putJob('a', 'Failed', { reason: 'BackoffLimitExceeded', message: 'too many' });
  await run.printed('dist/tasks/a: job.batch/a failed: BackoffLimitExceeded: too many');
  cluster.putJob('b', 'Complete');
  await cluster.change('create b2');
  cluster.putJob('b2', 'Complete');

  expect(await run.exitCode).toBe(1);
  expect(changes()).not.toContain('create a2');
  expect(run.errors).toEqual(['failed: dist/tasks/a']);
});

describe('a failure that is allowed', () => {
  const allowed = { annotations: { ...wave(0), 'keruta/allow-failure': 'true' } };

  test('is reported with its reason, the next wave starts, and the exit code is 0', async () => {
    write('dist/tasks/a/a.k8s.yaml', job('a', 0, allowed));
    write('dist/tasks/a/a2.k8s.yaml', job('a2', 1));
    const run = apply();

    await cluster.change('create a');
    failedPod('a', 'lint errors');
    cluster.putJob('a', 'Failed', { reason: 'BackoffLimitExceeded', message: 'too many' });
    await cluster.change('create a2');
    cluster.putJob('a2', 'Complete');

    expect(await run.exitCode).toBe(0);
    expect(run.errors).toEqual([]);
    expect(run.lines).toContain('dist/tasks/a: job.batch/a failed (allowed): BackoffLimitExceeded: too many');
    expect(run.lines).toContain('dist/tasks/a: a-x1: main failed with exit code 3: lint errors');
  });

  test('may be allowed after the Job has failed: the Job stays', async () => {
    write('dist/tasks/a/a.k8s.yaml', job('a', 0, allowed));
    write('dist/tasks/a/a2.k8s.yaml', job('a2', 1));
    cluster.putJob('a', 'Failed');
    const run = apply();

    await cluster.change('create a2');
    cluster.putJob('a2', 'Complete');
    expect(await run.exitCode).toBe(0);
    expect(changes()).toEqual(['create a2']);
    expect(run.lines).toContain('dist/tasks/a: job.batch/a failed (allowed)');
  });

  test('is not the failure to create the Job', async () => {
    write('dist/tasks/a/a.k8s.yaml', job('a', 0, allowed));
    cluster.answer('create a', { stderr: 'forbidden', exitCode: 1 });
    const run = apply();
    expect(await run.exitCode).toBe(1);
    expect(run.lines).toContain('dist/tasks/a: job.batch/a failed: forbidden');
  });
});

test('waits for the siblings of a failed Job, and does not start the next wave', async () => {
  write('dist/tasks/a/a.k8s.yaml', job('a', 1), job('b', 1), job('c', 2));
  const run = apply();

  await cluster.change('create a');
  await cluster.change('create b');
  cluster.putJob('a', 'Failed', { reason: 'DeadlineExceeded' });
  await run.printed('dist/tasks/a: job.batch/a failed: DeadlineExceeded');
  cluster.putJob('b', 'Complete');
  await run.printed('dist/tasks/a: job.batch/b completed after 70 s');

  expect(await run.exitCode).toBe(1);
  expect(changes()).toEqual(expect.not.arrayContaining(['create c']));
});

test('applies the claims of repositories, but not the ApplicationSet', async () => {
  write('dist/repositories/r/r.k8s.yaml', claim('r'));
  write('dist/repositories/r/README.md');
  write('dist/README.md');
  write('dist/argo-cd/keruta.k8s.yaml', { kind: 'ApplicationSet', metadata: { name: 'keruta' } });
  expect(await apply().exitCode).toBe(0);
  expect(changes()).toEqual(['apply r']);
});

test('applies all claims before the first Job, and does not start a chain whose claim is rejected', async () => {
  let release = (): void => undefined;
  cluster.answer('apply r', new Promise((resolve) => (release = () => resolve({ stdout: 'done' }))));
  cluster.answer('apply b', { stderr: 'claims do not shrink', exitCode: 1 });
  write('dist/repositories/r/r.k8s.yaml', claim('r'));
  write('dist/tasks/a/a.k8s.yaml', claim('a'), job('a'));
  write('dist/tasks/b/b.k8s.yaml', claim('b'), job('b'));
  const run = apply();

  await run.printed('dist/tasks/a: apply a done');
  await run.printed('dist/tasks/b: persistentvolumeclaim/b failed: claims do not shrink');
  await cluster.change('apply r');
  expect(changes().toSorted()).toEqual(['apply a', 'apply b', 'apply r']);
  release();
  await cluster.change('create a');
  cluster.putJob('a', 'Complete');

  expect(await run.exitCode).toBe(1);
  expect(changes()).toHaveLength(4);
});

test('applies only the folders in the arguments, and the scripts', async () => {
  write('dist/tasks/a/a.k8s.yaml', claim('a'));
  write('dist/tasks/b/b.k8s.yaml', claim('b'));
  expect(await apply('dist/tasks/b').exitCode).toBe(0);
  expect(changes()).toEqual(['apply b']);
});

describe('a Job that exists already', () => {
  test('is skipped if it is complete', async () => {
    cluster.putJob('a', 'Complete');
    write('dist/tasks/a/a.k8s.yaml', job('a'));
    const run = apply();
    expect(await run.exitCode).toBe(0);
    expect(run.lines).toEqual([SCRIPTS_APPLIED, 'dist/tasks/a: job.batch/a is already complete']);
    expect(changes()).toEqual([]);
  });

  test('is waited for if it runs', async () => {
    cluster.putJob('a');
    write('dist/tasks/a/a.k8s.yaml', job('a'), job('b', 1));
    const run = apply();
    await run.printed('dist/tasks/a: job.batch/a is already running');
    cluster.putJob('a', 'Complete');
    await cluster.change('create b');
    cluster.putJob('b', 'Complete');
    expect(await run.exitCode).toBe(0);
    expect(changes()).toEqual(['create b']);
  });

  test('stops its chain if it failed, with the message of its last pod', async () => {
    cluster.putJob('a', 'Failed', { reason: 'PodFailurePolicy' });
    failedPod('a', 'raise `run`\n');
    write('dist/tasks/a/a.k8s.yaml', job('a'), job('b', 1));
    const run = apply();
    expect(await run.exitCode).toBe(1);
    expect(run.lines).toEqual([
      SCRIPTS_APPLIED,
      'dist/tasks/a: job.batch/a failed: PodFailurePolicy',
      'dist/tasks/a: a-x1: main failed with exit code 3: raise `run`',
    ]);
    expect(changes()).toEqual([]);
  });
});

test('prints the last log lines of a failed pod without a termination message', async () => {
  cluster.putJob('a', 'Failed', { reason: 'BackoffLimitExceeded' });
  failedPod('a');
  cluster.answer('logs a-x1 --container=main', { stdout: '\u001b[36mone\u001b[0m\ntwo\n' });
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.lines.slice(-2)).toEqual(['dist/tasks/a: one', 'dist/tasks/a: two']);
});

test('escapes what a terminal would interpret in the message of a pod', async () => {
  cluster.putJob('a', 'Failed', { reason: 'BackoffLimitExceeded' });
  failedPod('a', 'x\u001b]52;c;ZXZpbA==\u0007\rdist/tasks/a: job.batch/a completed\u202e\n\u009b2J');
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.lines.slice(-2)).toEqual([
    'dist/tasks/a: a-x1: main failed with exit code 3: x\\u001b]52;c;ZXZpbA==\\u0007\\u000ddist/tasks/a: job.batch/a completed\\u202e',
    'dist/tasks/a: \\u009b2J',
  ]);
});

test('reports a failed Job even if its pods cannot be listed', async () => {
  cluster.putJob('a', 'Failed', { reason: 'BackoffLimitExceeded' });
  cluster.answer('get pods', { stderr: 'pods are forbidden\n', exitCode: 1 });
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.lines).toEqual([
    SCRIPTS_APPLIED,
    'dist/tasks/a: job.batch/a failed: BackoffLimitExceeded',
    'dist/tasks/a: pods are forbidden',
  ]);
});

test('deletes the Jobs of earlier runs of the task, and no others, before a new run', async () => {
  for (const other of ['a', 'a-run2', 'a-run12', 'ab', 'b-run2']) cluster.putJob(other, 'Failed');
  let release = (): void => undefined;
  cluster.answer('delete job a-run2', new Promise((resolve) => (release = () => resolve({ stdout: 'deleted' }))));
  write('dist/tasks/a/a.k8s.yaml', job('a-run3'));
  const run = apply();

  await cluster.change('delete job a-run2 --ignore-not-found --cascade=foreground');
  release();
  await cluster.change('create a-run3');
  cluster.putJob('a-run3', 'Complete');

  expect(await run.exitCode).toBe(0);
  expect(changes()).toEqual([
    'delete job a --ignore-not-found --cascade=foreground',
    'delete job a-run2 --ignore-not-found --cascade=foreground',
    'create a-run3',
  ]);
});

test('deletes nothing of an earlier run if the chain stopped before that task', async () => {
  cluster.putJob('a', 'Failed');
  cluster.putJob('b', 'Complete');
  write('dist/tasks/a/a.k8s.yaml', job('a'), job('b-run2', 1));
  expect(await apply().exitCode).toBe(1);
  expect(changes()).toEqual([]);
});

test('stops a chain if its Job is deleted', async () => {
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  await cluster.change('create a');
  await run.printed('dist/tasks/a: job.batch/a created');
  cluster.remove('jobs', 'a');
  expect(await run.exitCode).toBe(1);
  expect(run.lines).toContain(
    'dist/tasks/a: job.batch/a failed: the Job was deleted while it ran; to run the task again, increase "run"',
  );
});

test('stops a chain with the message of kubectl if kubectl fails', async () => {
  cluster.answer('apply a', { stderr: 'claims do not shrink\n', exitCode: 1 });
  write('dist/tasks/a/a.k8s.yaml', claim('a'), job('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.lines).toEqual([SCRIPTS_APPLIED, 'dist/tasks/a: persistentvolumeclaim/a failed: claims do not shrink']);
  expect(changes()).toEqual(['apply a']);
});

test('prints the warnings of kubectl', async () => {
  cluster.answer('apply a', { stderr: 'Warning: old\n', stdout: 'applied\n' });
  write('dist/tasks/a/a.k8s.yaml', claim('a'));
  const run = apply();
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toEqual([SCRIPTS_APPLIED, 'dist/tasks/a: Warning: old', 'dist/tasks/a: applied']);
});

test('lets the server validate every change in a dry run, changes nothing and waits for nothing', async () => {
  cluster.putJob('a');
  write('dist/tasks/a/a.k8s.yaml', claim('c'), job('a-run2'), job('b', 1));
  const run = apply('--dry-run');
  expect(await run.exitCode).toBe(0);
  expect(changes()).toEqual([
    'apply c --dry-run=server',
    'delete job a --ignore-not-found --cascade=foreground --dry-run=server',
    'create a-run2 --dry-run=server',
    'create b --dry-run=server',
  ]);
  expect(run.lines.at(-1)).toBe('dist/tasks/a: job.batch/b created (server dry run)');
});

test.each([
  ['of the manifests', { namespace: 'of-the-list' }, 'of-the-list'],
  ['of kubectl', {}, 'of-kubectl'],
])('uses the namespace %s', async (_, metadata, namespace) => {
  cluster.defaultNamespace = 'of-kubectl';
  cluster.putJob('a', 'Failed');
  failedPod('a');
  write('dist/tasks/a/a.k8s.yaml', job('a', 0, metadata), job('b-run2', 0, metadata));
  const run = apply();
  await cluster.change('create b-run2');
  cluster.putJob('b-run2', 'Complete');
  await run.exitCode;
  expect([...cluster.namespaces]).toEqual([namespace]);
});

test('reports once why a pod does not start, while it waits for the Job', async () => {
  const pod = (name: string, reason: string): void =>
    cluster.put('pods', {
      metadata: { name: `${name}-x1`, labels: { 'batch.kubernetes.io/controller-uid': `uid-of-${name}` } },
      status: {
        initContainerStatuses: [{ name: 'git-clone', state: { waiting: { reason, message: 'no such image' } } }],
      },
    });
  cluster.putJob('a');
  pod('a', 'ErrImagePull');
  pod('other', 'ErrImagePull');
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  await run.printed('dist/tasks/a: job.batch/a: a-x1: git-clone: ErrImagePull: no such image');
  pod('a', 'ErrImagePull');
  pod('a', 'PodInitializing');
  cluster.put('events', {
    metadata: { name: 'e' },
    involvedObject: { uid: 'uid-of-a' },
    message: 'pods are forbidden: exceeded quota',
  });
  await run.printed('dist/tasks/a: job.batch/a: no pod: pods are forbidden: exceeded quota');
  cluster.putJob('a', 'Complete');
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toHaveLength(5);
});

test('reports a sidecar that does not start, but not that sidecars were stopped', async () => {
  const state = (phase: string, sidecar: object, wait: object, main: object = waiting): void =>
    cluster.put('pods', {
      metadata: { name: 'a-x1', labels: { 'batch.kubernetes.io/controller-uid': 'uid-of-a' } },
      spec: { initContainers: [{ name: 'database', restartPolicy: 'Always' }, { name: 'wait-for-sidecars' }] },
      status: {
        phase,
        initContainerStatuses: [
          { name: 'database', state: sidecar },
          { name: 'wait-for-sidecars', state: wait },
        ],
        containerStatuses: [{ name: 'main', state: main }],
      },
    });
  const waiting = { waiting: { reason: 'PodInitializing' } };
  const ended = (exitCode: number, message?: string): object => ({ terminated: { exitCode, message } });
  const start = 'dist/tasks/a: job.batch/a: a-x1:';
  cluster.putJob('a');
  state('Pending', { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } }, waiting);
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  await run.printed(`${start} database: ImagePullBackOff: no such image`);
  state('Pending', ended(3), waiting);
  await run.printed(
    `${start} the sidecar database ended with exit code 3 before main started, and is restarted: see its log`,
  );
  state('Pending', ended(137), ended(1, 'the sidecar database does not listen'));
  await run.printed(`${start} wait-for-sidecars failed with exit code 1: the sidecar database does not listen`);
  for (const phase of ['Running', 'Succeeded']) state(phase, ended(137), ended(0), ended(0));
  cluster.putJob('a', 'Complete');
  expect(await run.exitCode).toBe(0);
  expect(run.lines.filter((line) => line.startsWith(start))).toHaveLength(3);
});

test('works without the right to watch pods and events', async () => {
  cluster.refuses.add('pods').add('events');
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  await cluster.change('create a');
  cluster.putJob('a', 'Complete');
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toContain('cluster: pods are forbidden');
});

test('fails before it changes anything if Jobs cannot be listed', async () => {
  cluster.refuses.add('jobs');
  write('dist/tasks/a/a.k8s.yaml', claim('a'), job('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual(['jobs are forbidden']);
  expect(cluster.changes).toEqual([]);
});

test('misses nothing if a watch ends', async () => {
  write('dist/tasks/a/a.k8s.yaml', job('a'), job('b'));
  const run = apply();
  await cluster.change('create a');
  await cluster.change('create b');
  cluster.notifiesWatches = false;
  cluster.putJob('a', 'Complete');
  cluster.remove('jobs', 'b');
  cluster.notifiesWatches = true;
  cluster.endWatches();
  expect(await run.exitCode).toBe(1);
  expect(run.lines).toContain('dist/tasks/a: job.batch/a completed after 70 s');
  expect(run.lines).toContain(
    'dist/tasks/a: job.batch/b failed: the Job was deleted while it ran; to run the task again, increase "run"',
  );
});

test('Ctrl-C stops watching and changes nothing', async () => {
  write('dist/tasks/a/a.k8s.yaml', job('a'));
  const run = apply();
  await run.printed('dist/tasks/a: job.batch/a created');
  run.child.kill('SIGINT');
  expect(await run.exitCode).toBe(130);
  expect(run.errors).toEqual(['stopped watching; the Jobs continue in the cluster']);
  expect(changes()).toEqual(['create a']);
});

test('waits for many Jobs at the same time, and prints no warning', async () => {
  const names = Array.from({ length: 15 }, (_, index) => `job-${index}`);
  write('dist/tasks/a/a.k8s.yaml', ...names.map((name) => job(name)));
  const run = apply();
  for (const name of names) {
    await cluster.change(`create ${name}`);
    cluster.putJob(name, 'Complete');
  }
  expect(await run.exitCode).toBe(0);
  expect(run.errors).toEqual([]);
});

test('applies a folder once if it is in the arguments twice, and skips documents that are no objects', async () => {
  write('dist/tasks/a/a.k8s.yaml', claim('a'));
  writeFileSync(join(folder, 'dist/tasks/a/empty.k8s.yaml'), '---\n---\n# nothing\n');
  expect(await apply('dist/tasks/a', 'dist/tasks/a/').exitCode).toBe(0);
  expect(changes()).toEqual(['apply a']);
});

test('the scripts come before all else, and without them no chain starts', async () => {
  cluster.answer('apply scripts', { stderr: 'configmaps are forbidden', exitCode: 1 });
  write('dist/tasks/a/a.k8s.yaml', claim('a'), job('a'));
  const run = apply('dist/tasks/a');
  expect(await run.exitCode).toBe(1);
  expect(run.lines).toEqual(['dist/workspace: configmap/scripts failed: configmaps are forbidden']);
  expect(run.errors).toEqual(['failed: dist/workspace']);
  expect(changes()).toEqual([]);
});

test('a dist/ without scripts is an error before anything is changed', async () => {
  rmSync(join(folder, SCRIPTS), { recursive: true });
  write('dist/tasks/a/a.k8s.yaml', claim('a'), job('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual(['dist/workspace: no *.k8s.yaml in this folder: run npm run synth']);
  expect(cluster.changes).toEqual([]);
});

test("kubectl's messages about its cache are not printed", async () => {
  const noise = 'E1127 15:00:00.000000   1 memcache.go:265] "Unhandled Error"\n';
  cluster.answer('apply a', { stderr: `${noise}${noise}The connection to the server was refused\n`, exitCode: 1 });
  write('dist/tasks/a/a.k8s.yaml', claim('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.lines.slice(1)).toEqual([
    'dist/tasks/a: persistentvolumeclaim/a failed: The connection to the server was refused',
  ]);
});

test('names the remedy if there is no cluster', async () => {
  cluster.isDown = true;
  write('dist/tasks/a/a.k8s.yaml', claim('a'));
  const run = apply();
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual([
    'kubectl cannot reach the cluster: start it, or choose another context with "kubectl config use-context" or KUBECONFIG (The connection to the server localhost:8080 was refused)',
  ]);
});

test.each([
  [
    'there is no dist/',
    () => (rmSync(join(folder, 'dist'), { recursive: true }), []),
    'dist/ has no manifests: run npm run synth',
  ],
  [
    'a folder does not exist',
    () => ['dist/tasks/b'],
    'dist/tasks/b: no such folder: run npm run synth, or correct the name',
  ],
  [
    'a folder is a file',
    () => (write('dist/tasks/b'), ['dist/tasks/b']),
    'dist/tasks/b: no such folder: run npm run synth, or correct the name',
  ],
  [
    'a folder is neither of a chain nor of a repository',
    () => ['dist/workspace'],
    'dist/workspace: not the folder of a chain or a repository: name one, such as dist/tasks/build',
  ],
  [
    'a folder has no manifests',
    () => (write('dist/tasks/a/README.md'), ['dist/tasks/a']),
    'dist/tasks/a: no *.k8s.yaml in this folder: run npm run synth',
  ],
  [
    'a manifest is not YAML',
    () => (write('dist/tasks/a/a.k8s.yaml'), writeFileSync(join(folder, 'dist/tasks/a/a.k8s.yaml'), 'a: ['), []),
    expect.stringMatching(/^dist\/tasks\/a\/a\.k8s\.yaml is not valid YAML: run npm run synth \(.+/) as string,
  ],
])('fails if %s', async (_, args, message) => {
  const run = apply(...args());
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual([message]);
});
