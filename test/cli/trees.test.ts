import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PodSpec } from '../support/chart';
import { restrictedViolations } from '../support/pod-security';
import { MISSING_CLAIM } from './support/missing-claim';
import { FakeCluster, RUNNING, type Item } from './support/fake-cluster';
import { expectValid } from './support/output-schema';
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
  const output = JSON.parse(run.lines.join('\n')) as { claims: [{ folders: object[] }] };
  expectValid('trees', output);
  const { claims } = output;
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

describe('claims that the list does not have', () => {
  beforeEach(() => {
    cluster.answer('exec', { stdout: OUTPUT });
    cluster.put('persistentvolumeclaims', { metadata: { name: 'git-repo-pvc-build' } });
    cluster.put('persistentvolumeclaims', { metadata: { name: 'git-repo-pvc-z' } });
    const capacity = { storage: '10Gi' };
    cluster.put('persistentvolumeclaims', { metadata: { name: 'git-repo-pvc-old' }, status: { capacity } });
  });

  test('are listed, with the command that deletes them', async () => {
    const run = trees();
    await putStatus(RUNNING);
    expect(await run.exitCode).toBe(0);
    expect(run.lines.slice(-4)).toEqual([
      'claims that the list does not have:',
      '  git-repo-pvc-old (10Gi)',
      '  git-repo-pvc-z (no volume)',
      'To delete one with all its trees: kubectl delete pvc NAME --namespace default',
    ]);
  });

  test('are in the output of --json', async () => {
    const run = trees('--json');
    await putStatus(RUNNING);
    expect(await run.exitCode).toBe(0);
    const output = JSON.parse(run.lines.join('\n')) as { unlistedClaims: object };
    expectValid('trees', output);
    expect(output.unlistedClaims).toEqual([
      { claim: 'git-repo-pvc-old', capacity: '10Gi' },
      { claim: 'git-repo-pvc-z' },
    ]);
  });

  test('are not listed if claims are named', async () => {
    const run = trees('git-repo-pvc-build');
    await putStatus(RUNNING);
    await run.exitCode;
    expect(run.lines.at(-2)).toMatch(/^total /);
  });

  test('are unknown without the right to list them', async () => {
    cluster.refuses.add('persistentvolumeclaims');
    const run = trees();
    await putStatus(RUNNING);
    expect(await run.exitCode).toBe(0);
    expect(run.errors.at(-1)).toBe(
      'claims that the list does not have cannot be listed: persistentvolumeclaims are forbidden',
    );
  });
});

test('lists the claim of a repository without tasks, too', async () => {
  const repositories = { app: { url: 'https://example.com/a.git', gitImage: 'git:1', runAsUser: 1001 } };
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify({ repositories, tasks: [build] }));
  cluster.answer('exec', { stdout: OUTPUT });
  const run = trees('git-repo-pvc-app');
  const { spec } = (await putStatus(RUNNING)) as unknown as { spec: PodSpec };
  expect(await run.exitCode).toBe(0);
  expect(run.lines[0]).toBe('claim git-repo-pvc-app');
  expect(spec).toMatchObject({ securityContext: { runAsUser: 1001 }, containers: [{ image: 'git:1' }] });
});

test('the pod has the resources of the chain, because a LimitRange may refuse the default ones', async () => {
  const gitResources = { limits: { memory: '256Mi' }, requests: { memory: '128Mi' } };
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify([{ ...build, gitResources }]));
  cluster.answer('exec', { stdout: OUTPUT });
  const run = trees();
  const { spec } = (await putStatus(RUNNING)) as unknown as { spec: PodSpec };
  await run.exitCode;
  expect(spec.containers[0]!.resources).toMatchObject(gitResources);
  expect(spec.containers[0]!.resources!.limits).toHaveProperty('cpu');
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

describe('a removal', () => {
  const LISTING = /^exec .* sh -s \/claim$/;
  const REMOVAL = /^exec .* sh -s \/claim ./;

  beforeEach(() => cluster.answer(LISTING, { stdout: OUTPUT }));

  function startRemoval(...args: readonly string[]): Run {
    return trees('--yes', ...args);
  }

  function removals(): string[] {
    return cluster.calls.filter((call) => REMOVAL.test(call)).map((call) => call.split('/claim ')[1]!);
  }

  function jobWithInit(name: string, env: object[] = []): Item {
    return {
      metadata: { name: `keruta-job-${name}` },
      spec: { template: { spec: { initContainers: [{ name: 'copy-workspace', env }] } } },
    };
  }

  test('lists the trees, and removes them in a pod that mounts the claim', async () => {
    cluster.answer(REMOVAL, { stdout: 'removed trees/build: 2 MB\n' });
    cluster.putJob('keruta-job-build', 'Complete');
    cluster.put('jobs', jobWithInit('site', [{ name: 'PARENT_TREE', value: 'page' }]));
    const run = startRemoval('--remove', 'build');
    await putStatus(RUNNING);
    const { spec } = (await putStatus(RUNNING, 1)) as unknown as { spec: PodSpec };
    expect(await run.exitCode).toBe(0);
    expect(run.lines.slice(7)).toEqual([
      'to be removed from claim git-repo-pvc-build:',
      'TREE   FOLDER  TASK   RUN  SIZE  AGE  LIST',
      'build  tree    build  1    2 MB  3d   earlier run',
      'removed trees/build: 2 MB',
    ]);
    expect(removals()).toEqual(['build']);
    expect(restrictedViolations(spec)).toEqual([]);
    expect(spec.containers[0]!.volumeMounts).toEqual([{ name: 'git-repo', mountPath: '/claim', readOnly: false }]);
    expect(cluster.changes.filter((change) => change.startsWith('delete pod'))).toHaveLength(2);
  });

  test('--remove-unlisted removes the trees that the list does not have, but none that a Job uses', async () => {
    const unlisted =
      OUTPUT + ['used', 'input', 'parent', 'ending'].map((name) => `tree\t9\t${NOW}\t${name}/\n`).join('');
    cluster.answer(LISTING, { stdout: unlisted });
    cluster.put('jobs', jobWithInit('used'));
    cluster.put('jobs', jobWithInit('x', [{ name: 'INPUTS', value: 'a=other b=input' }]));
    cluster.put('jobs', jobWithInit('y', [{ name: 'PARENT_TREE', value: 'parent' }]));
    cluster.putJob('keruta-job-ending', 'Failed');
    const labels = { 'batch.kubernetes.io/job-name': 'keruta-job-ending' };
    cluster.put('pods', { metadata: { name: 'p', labels }, status: { phase: 'Running' } });
    const run = startRemoval('--remove-unlisted');
    await putStatus(RUNNING);
    await putStatus(RUNNING, 1);
    await run.exitCode;
    expect(removals()).toEqual(['old\u001b[31m']);
    for (const [tree, job] of [
      ['used', 'used'],
      ['input', 'x'],
      ['parent', 'y'],
      ['ending', 'ending'],
    ] as const) {
      expect(run.errors).toContain(
        `trees/${tree} is used by keruta-job-${job}, which has not ended: wait for it, or delete the Job`,
      );
    }
  });

  test('of a tree that a Job uses is refused', async () => {
    cluster.put('jobs', jobWithInit('build-run2'));
    const run = startRemoval('--remove', 'build', 'build-run2');
    await putStatus(RUNNING);
    expect(await run.exitCode).toBe(1);
    expect(run.errors.slice(-2)).toEqual([
      'trees/build-run2 is used by keruta-job-build-run2, which has not ended: wait for it, or delete the Job',
      'nothing was removed',
    ]);
    expect(cluster.createdPods).toHaveLength(1);
  });

  test('is refused if a Job uses the tree when the pod has started', async () => {
    const run = startRemoval('--remove', 'build');
    await putStatus(RUNNING);
    while (cluster.createdPods.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    cluster.put('jobs', jobWithInit('build'));
    await putStatus(RUNNING, 1);
    expect(await run.exitCode).toBe(1);
    expect(run.errors.at(-1)).toBe('nothing was removed');
    expect(removals()).toEqual([]);
  });

  test('names the tasks that start from a tree of a current run', async () => {
    const child = { taskId: 'test', parentTaskId: 'build', image: 'alpine:3' };
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify([build, child]));
    const run = startRemoval('--remove', 'build-run2');
    await putStatus(RUNNING);
    await putStatus(RUNNING, 1);
    await run.exitCode;
    expect(run.lines).toContain('"test" reads trees/build-run2: run "build" again before the next run of "test"');
  });

  test('has exit code 1 if a tree stays', async () => {
    const stderr = 'trees/build could not be removed: another pod uses it\n';
    cluster.answer(REMOVAL, { stdout: 'removed trees/build-run2: 1 MB\n', stderr });
    const run = startRemoval('--remove', 'build', 'build-run2');
    await putStatus(RUNNING);
    await putStatus(RUNNING, 1);
    expect(await run.exitCode).toBe(1);
    expect(run.lines.at(-1)).toBe('removed trees/build-run2: 1 MB');
    expect(run.errors.at(-1)).toBe(stderr.trim());
  });

  test('reads only the claims that can have the trees', async () => {
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify([build, site]));
    const run = startRemoval('--remove', 'site-run7');
    await putStatus(RUNNING);
    expect(await run.exitCode).toBe(1);
    expect(run.errors).toEqual([
      'starting a pod with claim git-repo-pvc-site, read-only',
      'the claims above have no tree "site-run7": use names of the column TREE; nothing was removed',
    ]);
  });

  test('reads all claims for a tree of a task that the list does not have', async () => {
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify([build, site]));
    const run = startRemoval('--remove', 'gone');
    await putStatus(RUNNING);
    await putStatus(RUNNING, 1);
    expect(await run.exitCode).toBe(1);
    expect(run.errors.at(-1)).toContain('the claims above have no tree "gone"');
  });

  test('without anything to remove says so', async () => {
    cluster.put('jobs', jobWithInit('old\u001b[31m'));
    const run = startRemoval('--remove-unlisted');
    await putStatus(RUNNING);
    expect(await run.exitCode).toBe(0);
    expect(run.lines.at(-1)).toBe('nothing to remove');
  });

  test.each([
    [['--remove', 'build'], "error: without a terminal, a removal needs '--yes'"],
    [['--yes'], "error: option '--yes' needs '--remove' or '--remove-unlisted'"],
    [['--remove-unlisted', '--yes', '--json'], "error: option '--json' cannot be used with option '--remove-unlisted'"],
  ])('with %j is refused before a pod starts', async (args, message) => {
    const run = trees(...args);
    expect(await run.exitCode).toBe(2);
    expect(run.errors[0]).toBe(message);
    expect(cluster.calls).toEqual([]);
  });
});
