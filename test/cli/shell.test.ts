import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULTS } from '../../lib/constructs/defaults';
import type { PodSpec } from '../support/chart';
import { restrictedViolations } from '../support/pod-security';
import { FakeCluster } from './support/fake-cluster';
import { MISSING_CLAIM } from './support/missing-claim';
import { killPrograms, startProgram, type Run } from './support/start-program';

jest.setTimeout(60_000);

const build = { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const NO_REPLY = new Promise<never>(() => undefined);

let cluster: FakeCluster;
let folder: string;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  folder = mkdtempSync(join(tmpdir(), 'shell-'));
  writeList(build);
});

afterEach(() => {
  killPrograms();
  cluster.stop();
  rmSync(folder, { recursive: true });
});

function writeList(...tasks: readonly object[]): void {
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify(tasks));
}

function shell(...args: readonly string[]): Run {
  return startProgram(folder, ['shell', ...args], cluster.env);
}

interface ShellPod {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec & { readonly activeDeadlineSeconds: number };
}

/** Waits until the pod is watched. Returns its manifest. */
async function createdPod(): Promise<ShellPod> {
  await cluster.watched('pods');
  return cluster.createdPods[0] as unknown as ShellPod;
}

/** Sets the status of the pod that was created. */
async function putStatus(status: object): Promise<void> {
  const pod = await createdPod();
  cluster.put('pods', { ...pod, metadata: { ...pod.metadata }, spec: pod.spec, status });
}

function main(state: object): object {
  return { containerStatuses: [{ name: 'main', state }] };
}

/** Lets the pod run. Returns its manifest. */
async function startPod(): Promise<ShellPod> {
  await putStatus({ phase: 'Running', ...main({ running: {} }) });
  return createdPod();
}

/** What kubectl was asked to change, with `POD` for the name of the pod. */
function changes(): string[] {
  const { name } = cluster.createdPods[0]!.metadata;
  return cluster.changes.map((change) => change.replace(name, 'POD'));
}

const CREATED_AND_DELETED = ['create POD', 'delete pod POD --ignore-not-found --wait=false'];

/** Returns the manifest of the pod for a list. */
async function podOf(tasks: readonly object[], ...args: readonly string[]): Promise<ShellPod> {
  writeList(...tasks);
  const run = shell(...args);
  const pod = await startPod();
  await run.exitCode;
  return pod;
}

test('runs a command in a pod, returns its exit code, and deletes the pod', async () => {
  cluster.answer('exec', { stdout: 'output\n', exitCode: 7 });
  const run = shell('build', '--', 'sh', '-c', 'ls "$HOME"; exit 7');
  const { name } = (await startPod()).metadata;
  expect(await run.exitCode).toBe(7);
  expect(run.lines).toEqual(['output']);
  expect(run.errors).toEqual(['starting a pod of alpine:3 with trees/build, read-only']);
  expect(cluster.calls.filter((call) => call.startsWith('exec'))).toEqual([
    `exec ${name} --container=main --stdin -- sh -c ls "$HOME"; exit 7`,
  ]);
  expect(changes()).toEqual(CREATED_AND_DELETED);
  expect([...cluster.namespaces]).toEqual(['default']);
});

test('runs sh without a command', async () => {
  const run = shell('build');
  await startPod();
  expect(await run.exitCode).toBe(0);
  expect(cluster.calls.find((call) => call.startsWith('exec'))).toMatch(/ --stdin -- sh$/);
});

test('the pod mounts only the tree of the run, read-only, where the task has it', async () => {
  const { spec, metadata } = await podOf([{ ...build, run: 2, mountPath: '/work' }], 'build');
  expect(metadata.name).toMatch(/^shell-build-run2-[0-9a-f]{4}$/);
  expect(spec.containers).toHaveLength(1);
  expect(spec.containers[0]).toMatchObject({
    image: 'alpine:3',
    workingDir: '/work',
    volumeMounts: [{ name: 'git-repo', mountPath: '/work', subPath: 'trees/build-run2', readOnly: true }],
  });
  expect(spec.volumes).toEqual([{ name: 'git-repo', persistentVolumeClaim: { claimName: 'git-repo-pvc-build' } }]);
});

test('--write, --run and --image change the mount, the tree and the image', async () => {
  const { spec } = await podOf([build], 'build', '--write', '--run=3', '--image', 'busybox:1');
  expect(spec.containers[0]).toMatchObject({
    image: 'busybox:1',
    volumeMounts: [{ subPath: 'trees/build-run3', readOnly: false }],
  });
});

test('an init container with the git image of the chain looks for the tree, on the whole claim', async () => {
  const child = { taskId: 'test', parentTaskId: 'build', image: 'node:20' };
  const { spec } = await podOf([{ ...build, gitImage: 'alpine/git:v2' }, child], 'test');
  expect(spec.initContainers).toHaveLength(1);
  expect(spec.initContainers![0]).toMatchObject({
    image: 'alpine/git:v2',
    volumeMounts: [{ name: 'git-repo', mountPath: '/claim', readOnly: true }],
  });
  expect(spec.initContainers![0]!.command!.at(-1)).toBe('/claim/trees/test');
  expect(spec.containers[0]!.image).toBe('node:20');
});

test('the containers have the resources of the task, without devices, and those of the clone of its chain', async () => {
  const resources = { requests: { cpu: '1' }, limits: { cpu: '4', 'nvidia.com/gpu': '1' } };
  const child = { taskId: 'test', parentTaskId: 'build', image: 'node:20', resources };
  const { spec } = await podOf([{ ...build, gitResources: { limits: { memory: '2Gi' } } }, child], 'test');
  expect(spec.containers[0]!.resources).toEqual({
    requests: { ...DEFAULTS.resources.requests, cpu: '1' },
    limits: { ...DEFAULTS.resources.limits, cpu: '4' },
  });
  expect(spec.initContainers![0]!.resources!.limits).toEqual({ ...DEFAULTS.gitResources.limits, memory: '2Gi' });
});

test('Pod Security restricted admits the pod, which has no token and ends by itself', async () => {
  const { spec } = await podOf([build], 'build');
  expect(restrictedViolations(spec)).toEqual([]);
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(spec.activeDeadlineSeconds).toBe(14_400);
});

test('the pod runs as the user of the claim, on the node of its volume, and where the task may run', async () => {
  const fields = {
    runAsUser: 1000,
    imagePullSecrets: ['registry'],
    nodeSelector: { disk: 'fast' },
    tolerations: [{ key: 'jobs', operator: 'Exists' }],
    runtimeClassName: 'gvisor',
    hostUsers: false,
  };
  const { spec, metadata } = await podOf([{ ...build, ...fields }], 'build');
  expect(spec).toMatchObject({
    securityContext: { runAsUser: 1000, fsGroup: 1000 },
    imagePullSecrets: [{ name: 'registry' }],
    nodeSelector: { 'kubernetes.io/os': 'linux', disk: 'fast' },
    tolerations: fields.tolerations,
    runtimeClassName: 'gvisor',
    hostUsers: false,
  });
  const matchLabels = { 'git-repo-claim': 'git-repo-pvc-build' };
  expect(metadata.labels).toEqual({ app: 'keruta-shell', 'task-id': 'build', ...matchLabels });
  expect(spec.affinity!.podAffinity!.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
    { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } },
  ]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s deletes the pod while the command runs', async (signal) => {
  cluster.answer('exec', NO_REPLY);
  const run = shell('build', '--', 'sleep', '100');
  await startPod();
  await cluster.called('exec');
  run.child.kill(signal);
  expect(await run.exitCode).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
  expect(run.errors.at(-1)).toBe(`stopped by ${signal}; the pod is deleted`);
  expect(changes()).toEqual(CREATED_AND_DELETED);
});

test('Ctrl-C deletes the pod before it has started, also if it is pressed twice', async () => {
  let release!: () => void;
  cluster.answer('delete', new Promise((resolve) => (release = () => resolve({}))));
  const run = shell('build');
  await createdPod();
  run.interrupt();
  await cluster.called('delete');
  run.interrupt();
  release();
  expect(await run.exitCode).toBe(130);
  expect(run.errors.slice(1)).toEqual(['stopped by SIGINT; the pod is deleted']);
  expect(changes()).toEqual(CREATED_AND_DELETED);
});

test('a missing tree is an error', async () => {
  const run = shell('build');
  await putStatus({
    phase: 'Failed',
    initContainerStatuses: [{ name: 'check-tree', state: { terminated: { exitCode: 66 } } }],
  });
  expect(await run.exitCode).toBe(1);
  expect(run.errors.at(-1)).toBe(
    'trees/build does not exist on claim git-repo-pvc-build: the task has not run there yet, or the tree was deleted. For the tree of another run, use --run.',
  );
  expect(changes()).toEqual(CREATED_AND_DELETED);
});

test.each([
  [
    'the image cannot be pulled',
    { phase: 'Pending', ...main({ waiting: { reason: 'ImagePullBackOff', message: 'no such image' } }) },
    ['main: ImagePullBackOff: no such image'],
  ],
  [
    'the image has no shell',
    { phase: 'Failed', ...main({ terminated: { exitCode: 128, reason: 'StartError', message: 'no sh' } }) },
    [
      'main failed with StartError, exit code 128: no sh',
      'The image alpine:3 must have sh and sleep: name another one with --image',
    ],
  ],
  ['the claim does not exist', MISSING_CLAIM, ['Unschedulable: persistentvolumeclaim "git-repo-pvc-build" not found']],
])('fails and deletes the pod if %s', async (_, status, errors) => {
  const run = shell('build');
  await putStatus(status);
  expect(await run.exitCode).toBe(1);
  expect(run.errors.slice(1)).toEqual(errors);
  expect(changes()).toEqual(CREATED_AND_DELETED);
});

test('says what the pod waits for', async () => {
  const run = shell('build');
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' }];
  await putStatus({ phase: 'Pending', conditions });
  await run.noted('waiting: Unschedulable: no node');
  await startPod();
  expect(await run.exitCode).toBe(0);
});

test('fails if the pod is deleted before it starts', async () => {
  const run = shell('build');
  const { name } = (await createdPod()).metadata;
  cluster.remove('pods', name);
  expect(await run.exitCode).toBe(1);
  expect(run.errors.at(-1)).toBe(`pod ${name} was deleted`);
});

test('fails with the message of kubectl if the pod is refused', async () => {
  cluster.answer('create', { stderr: 'pods are forbidden: exceeded quota\n', exitCode: 1 });
  const run = shell('build');
  expect(await run.exitCode).toBe(1);
  expect(run.errors.at(-1)).toBe('pods are forbidden: exceeded quota');
});

test('says so if the pod cannot be deleted', async () => {
  cluster.answer('delete', { stderr: 'pods are forbidden\n', exitCode: 1 });
  const run = shell('build');
  const { name } = (await startPod()).metadata;
  expect(await run.exitCode).toBe(0);
  expect(run.errors.slice(1)).toEqual([
    'pods are forbidden',
    `pod ${name} was not deleted; it ends 4 hours after its start`,
  ]);
});

test.each([
  [
    'an ephemeral task',
    'short',
    '"short" is ephemeral: its working tree is deleted with its pod; while the task runs, use "kubectl exec"',
  ],
  ['a task that pushes', 'publish', '"publish" pushes the working tree of its parent: name the task "build"'],
  ['an unknown task', 'shrot', '"shrot" is not a task in this list; did you mean "short"?'],
])('%s has no tree', async (_, taskId, message) => {
  const publish = { taskId: 'publish', parentTaskId: 'build', push: { branch: 'results' } };
  writeList({ ...build, taskId: 'short', ephemeral: { size: '1Gi' } }, build, publish);
  const run = shell(taskId);
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual([message]);
  expect(cluster.changes).toEqual([]);
});
