import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PodSpec } from '../support/chart';
import { restrictedViolations } from '../support/pod-security';
import { MISSING_CLAIM } from './support/missing-claim';
import { FakeCluster, type Item } from './support/fake-cluster';
import { killPrograms, startProgram, type Run } from './support/start-program';

jest.setTimeout(60_000);

const build = { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine:3', run: 2, runAsUser: 1000 };
const site = { taskId: 'site', repoUrl: 'https://example.com/b.git', image: 'alpine:3' };
const NOW = Math.floor(Date.now() / 1000);
const OUTPUT = `volume\t1048576\t524288\t/
tree\t2048\t${NOW - 86_400 * 3}\tbuild/
tree\t1024\t${NOW - 86_400 * 2}\tbuild-run2/
tree\t4096\t${NOW - 86_400 * 9}\told\u001b[31m/
`;

let cluster: FakeCluster;
let folder: string;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  folder = mkdtempSync(join(tmpdir(), 'trees-'));
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify([build]));
});

afterEach(() => {
  killPrograms();
  cluster.stop();
  rmSync(folder, { recursive: true });
});

function trees(...args: readonly string[]): Run {
  return startProgram(folder, ['trees', ...args], cluster.env);
}

/** Waits for the pod with this index, and sets its status. */
async function putStatus(status: object, index = 0): Promise<Item> {
  while (cluster.createdPods.length <= index) await new Promise((resolve) => setTimeout(resolve, 20));
  await cluster.watched('pods');
  const pod = cluster.createdPods[index]!;
  cluster.put('pods', { ...pod, status });
  return pod;
}

const RUNNING = { phase: 'Running', containerStatuses: [{ name: 'main', state: { running: {} } }] };

test('prints a table of the trees, and deletes the pod', async () => {
  cluster.answer('exec', { stdout: OUTPUT });
  const run = trees();
  const { name } = (await putStatus(RUNNING)).metadata;
  expect(await run.exitCode).toBe(0);
  expect(run.lines).toEqual([
    'claim git-repo-pvc-build',
    'TREE           FOLDER  TASK   RUN  SIZE  AGE  LIST',
    'build          tree    build  1    2 MB  3d   earlier run',
    'build-run2     tree    build  2    1 MB  2d   current run',
    'old\\u001b[31m  tree    -      -    4 MB  9d   not in the list',
    'total 7 MB, not in the list 4 MB; 512 MB of 1024 MB are free',
    '',
  ]);
  expect(cluster.changes).toEqual([`create ${name}`, `delete pod ${name} --ignore-not-found --wait=false`]);
});

test('--json prints the same for programs', async () => {
  cluster.answer('exec', { stdout: OUTPUT });
  const run = trees('--json', 'git-repo-pvc-build');
  await putStatus(RUNNING);
  expect(await run.exitCode).toBe(0);
  const { claims } = JSON.parse(run.lines.join('\n')) as { claims: [{ folders: object[] }] };
  expect(claims[0]).toMatchObject({ claim: 'git-repo-pvc-build', kilobytes: 1_048_576, freeKilobytes: 524_288 });
  expect(claims[0].folders[1]).toEqual({
    kind: 'tree',
    tree: 'build-run2',
    taskId: 'build',
    run: 2,
    inList: 'current run',
    kilobytes: 1024,
    startedAt: new Date((NOW - 86_400 * 2) * 1000).toISOString(),
  });
});

test('the pod mounts the claim read-only, as its user, and Pod Security restricted admits it', async () => {
  cluster.answer('exec', { stdout: OUTPUT });
  const run = trees();
  const { spec } = (await putStatus(RUNNING)) as unknown as { spec: PodSpec };
  await run.exitCode;
  expect(restrictedViolations(spec)).toEqual([]);
  expect(spec.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 1000 });
  expect(spec.containers[0]!.volumeMounts).toEqual([{ name: 'git-repo', mountPath: '/claim', readOnly: true }]);
  expect(spec.affinity!.podAffinity).toBeDefined();
});

test('a missing claim does not stop the others', async () => {
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify([build, site]));
  cluster.answer('exec', { stdout: OUTPUT });
  const run = trees();
  await putStatus(MISSING_CLAIM);
  await putStatus(RUNNING, 1);
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toContain(
    'claim git-repo-pvc-build cannot be read: Unschedulable: persistentvolumeclaim "git-repo-pvc-build" not found',
  );
  expect(run.lines[0]).toBe('claim git-repo-pvc-site');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s deletes the pod and starts no other', async (signal) => {
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify([build, site]));
  cluster.answer('exec', new Promise<never>(() => undefined));
  const run = trees();
  const { name } = (await putStatus(RUNNING)).metadata;
  await cluster.called('exec');
  run.child.kill(signal);
  expect(await run.exitCode).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
  expect(run.errors.at(-1)).toBe(`stopped by ${signal}; the pod is deleted`);
  expect(cluster.changes).toEqual([`create ${name}`, `delete pod ${name} --ignore-not-found --wait=false`]);
});

test('a claim that the list does not have is an error', async () => {
  const run = trees('other');
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual(['"other" is not a claim of this list; its claims: git-repo-pvc-build']);
  expect(cluster.changes).toEqual([]);
});
