import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeCluster } from './support/fake-cluster';
import { killPrograms, startProgram, type Run } from './support/start-program';

jest.setTimeout(60_000);

const JOB = 'keruta-job-build';
const RUNNING = { running: {} };
const WAITING = { waiting: { reason: 'PodInitializing' } };

let cluster: FakeCluster;
let folder: string;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  folder = mkdtempSync(join(tmpdir(), 'logs-'));
  const tasks = [
    { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine:3' },
    { taskId: 'short', repoUrl: 'https://example.com/a.git', image: 'alpine:3', ephemeral: { size: '1Gi' } },
  ];
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify(tasks));
});

afterEach(() => {
  killPrograms();
  cluster.stop();
  rmSync(folder, { recursive: true });
});

function logs(...args: readonly string[]): Run {
  return startProgram(folder, ['logs', ...args], cluster.env);
}

function ended(exitCode = 0): object {
  return { terminated: { exitCode } };
}

/** Puts the pod of an attempt. */
function putPod(attempt: number, phase: string, clone: object, main: object): void {
  cluster.put('pods', {
    metadata: { name: `pod-${attempt}`, creationTimestamp: `2025-01-01T00:00:0${attempt}Z` },
    spec: { initContainers: [{ name: 'git-clone' }, { name: 'database', restartPolicy: 'Always' }] },
    status: {
      phase,
      initContainerStatuses: [
        { name: 'git-clone', state: clone },
        { name: 'database', state: WAITING },
      ],
      containerStatuses: [{ name: 'main', state: main }],
    },
  });
}

function putLog(attempt: number, container: string, log: string | Promise<string>): void {
  const reply = Promise.resolve(log).then((stdout) => ({ stdout }));
  cluster.answer(`logs pod-${attempt} --container=${container} --follow`, reply);
}

test('prints the log of the init container, then that of main, of the last attempt', async () => {
  cluster.putJob(JOB, 'Failed');
  putPod(2, 'Failed', ended(), ended(3));
  putPod(1, 'Failed', ended(1), WAITING);
  putLog(2, 'git-clone', 'cloned\n');
  putLog(2, 'main', 'one\n\u001b[31mtwo\n');
  const run = logs('build');
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toEqual(['cloned', 'one', '\u001b[31mtwo']);
  expect(run.errors).toEqual([
    'git-clone, attempt 2 of 2 (pod pod-2):',
    'main, attempt 2 of 2 (pod pod-2):',
    'pod-2: main failed with exit code 3',
  ]);
});

test.each([['--previous'], ['--attempt=1']])('with %s, prints the log of an earlier attempt', async (option) => {
  cluster.putJob(JOB);
  putPod(1, 'Failed', ended(1), WAITING);
  putPod(2, 'Running', ended(), RUNNING);
  putLog(1, 'git-clone', 'not cloned\n');
  const run = logs('build', option);
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toEqual(['not cloned']);
  expect(run.errors).toEqual(['git-clone, attempt 1 of 2 (pod pod-1):', 'pod-1: git-clone failed with exit code 1']);
});

test('waits for a pod and for each of its containers, and follows main until it ends', async () => {
  cluster.putJob(JOB);
  const run = logs('build');
  await run.noted('waiting for a pod of job.batch/keruta-job-build');
  putPod(1, 'Pending', { waiting: { reason: 'ErrImagePull', message: 'no such image' } }, WAITING);
  await run.noted('pod-1: git-clone: ErrImagePull: no such image');
  let clone!: (log: string) => void;
  putLog(1, 'git-clone', new Promise((resolve) => (clone = resolve)));
  putPod(1, 'Pending', RUNNING, WAITING);
  await run.noted('git-clone, attempt 1 of 1 (pod pod-1):');
  clone('cloned\n');
  await run.printed('cloned');
  putPod(1, 'Pending', ended(), WAITING);
  let main!: (log: string) => void;
  putLog(1, 'main', new Promise((resolve) => (main = resolve)));
  putPod(1, 'Running', ended(), RUNNING);
  await run.noted('main, attempt 1 of 1 (pod pod-1):');
  main('done\n');
  await run.printed('done');
  putPod(1, 'Succeeded', ended(), ended());
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toEqual(['cloned', 'done']);
});

test('with --container, prints the log of a sidecar', async () => {
  cluster.putJob(JOB, 'Complete');
  putPod(1, 'Succeeded', ended(), ended());
  cluster.put('pods', {
    metadata: { name: 'pod-1' },
    spec: { initContainers: [{ name: 'database', restartPolicy: 'Always' }] },
    status: { phase: 'Succeeded', initContainerStatuses: [{ name: 'database', state: ended() }] },
  });
  putLog(1, 'database', 'ready\n');
  const run = logs('build', '--container', 'database');
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toEqual(['ready']);
});

test('prints all containers of a task that pushes', async () => {
  cluster.putJob(JOB, 'Complete');
  cluster.put('pods', {
    metadata: { name: 'pod-1' },
    spec: { initContainers: [{ name: 'push-look' }], containers: [{ name: 'push' }] },
    status: {
      phase: 'Succeeded',
      initContainerStatuses: [{ name: 'push-look', state: ended() }],
      containerStatuses: [{ name: 'push', state: ended() }],
    },
  });
  putLog(1, 'push-look', 'asked\n');
  putLog(1, 'push', 'pushed\n');
  const run = logs('build');
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toEqual(['asked', 'pushed']);
});

test('prints the newest run in the cluster, or the one that is named', async () => {
  cluster.putJob('keruta-job-build-run9', 'Complete');
  cluster.putJob('keruta-job-build-run10', 'Complete');
  putPod(1, 'Succeeded', ended(), ended());
  putLog(1, '', 'log\n');
  const newest = logs('build');
  expect(await newest.exitCode).toBe(0);
  expect(newest.errors[0]).toBe('run 1 is not in namespace default yet: this is the log of run 10');
  const ninth = logs('build', '--run', '9');
  expect(await ninth.exitCode).toBe(0);
  expect(ninth.errors[0]).toBe('git-clone, attempt 1 of 1 (pod pod-1):');
  expect([...cluster.namespaces]).toEqual(['default']);
});

test('says where the tree is if the Job has ended and has no pod', async () => {
  cluster.putJob('keruta-job-build-run2', 'Complete');
  const run = logs('build', '--run=2');
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual([
    'run 2 of "build" has ended and its pods were deleted, so its log is gone; its working tree is trees/build-run2 on claim git-repo-pvc-build: npm run shell -- build --run 2',
  ]);
});

test('says so if the tree is gone too', async () => {
  cluster.putJob('keruta-job-short', 'Complete');
  const run = logs('short');
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual([
    'run 1 of "short" has ended and its pods were deleted, so its log is gone; its working tree was deleted with its pod',
  ]);
});

test('says where the tree may be if there is no Job', async () => {
  const run = logs('build');
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual([
    'run 1 of "build" has no Job in namespace default, so there is no log: it was not applied yet, or it was deleted. If it ran, its working tree is trees/build on claim git-repo-pvc-build: npm run shell -- build',
  ]);
});

test.each([
  [['--attempt', '2'], 'there is no attempt 2: name one from 1 to 1 with --attempt'],
  [['--previous'], 'there is only one attempt, and no previous one: remove --previous'],
  [['--container', 'x'], 'the pod has no container "x": name one of git-clone, database, main'],
])('refuses %j if there is no such log', async (args, message) => {
  cluster.putJob(JOB, 'Complete');
  putPod(1, 'Succeeded', ended(), ended());
  const run = logs('build', ...args);
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual([message]);
});

test.each([
  [['--attempt', '0'], "error: option '--attempt <number>' argument '0' is invalid. It is not a positive integer."],
  [['--run', 'x'], "error: option '--run <number>' argument 'x' is invalid. It is not a positive integer."],
  [['--previous', '--attempt=1'], "error: option '--previous' cannot be used with option '--attempt <number>'"],
])('rejects %j', async (args, message) => {
  const run = logs('build', ...args);
  expect(await run.exitCode).toBe(2);
  expect(run.errors[0]).toBe(message);
});

test('fails with the message of kubectl if it cannot read the log', async () => {
  cluster.putJob(JOB, 'Complete');
  putPod(1, 'Succeeded', ended(), ended());
  cluster.answer('logs', { stderr: 'pods/log is forbidden\n', exitCode: 1 });
  const run = logs('build');
  expect(await run.exitCode).toBe(1);
  expect(run.errors.at(-1)).toBe('pods/log is forbidden');
});

test('ends if the pod is deleted', async () => {
  cluster.putJob(JOB);
  putPod(1, 'Pending', WAITING, WAITING);
  const run = logs('build');
  await cluster.watched('pods');
  cluster.remove('pods', 'pod-1');
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual(['pod pod-1 was deleted']);
});

test('Ctrl-C ends the command', async () => {
  cluster.putJob(JOB);
  const run = logs('build');
  await run.noted('waiting for a pod of job.batch/keruta-job-build');
  run.child.kill('SIGINT');
  expect(await run.exitCode).toBe(130);
  expect(cluster.changes).toEqual([]);
});

test('an unknown task is an error', async () => {
  const run = logs('biuld');
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual(['"biuld" is not a task in this list; did you mean "build"?']);
});
