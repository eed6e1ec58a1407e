import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListStatus } from '../../lib/cluster/status/list-status';
import { DONE, END, failed, jobWith, podOf, RUNNING, waits } from '../cluster/status/support';
import { FakeCluster, type Item } from './support/fake-cluster';
import { expectValid } from './support/output-schema';
import { killPrograms, startProgram, type Run } from './support/start-program';

jest.setTimeout(60_000);

const repoUrl = 'https://example.com/a.git';
const image = 'alpine:3';

let cluster: FakeCluster;
let folder: string;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  folder = mkdtempSync(join(tmpdir(), 'status-'));
});

afterEach(() => {
  killPrograms();
  cluster.stop();
  rmSync(folder, { recursive: true });
});

function writeList(tasks: readonly object[], list: object = {}): void {
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify({ namespace: 'tasks', ...list, tasks }));
}

function status(...args: string[]): Run {
  return startProgram(folder, ['status', ...args], { ...cluster.env, TZ: 'UTC' });
}

/** Runs the command with --json. Returns the exit code and what it prints, which the schema allows. */
async function readStatus(...args: string[]): Promise<{ exitCode: number | null; status: ListStatus }> {
  const run = status('--json', ...args);
  const exitCode = await run.exitCode;
  expect(run.errors).toEqual([]);
  const json = JSON.parse(run.lines.join('\n')) as ListStatus;
  expectValid('status', json);
  return { exitCode, status: json };
}

function put(kind: 'jobs' | 'pods', object: object): void {
  cluster.put(kind, object as Item);
}

function root(taskId: string, more: object = {}): object {
  return { taskId, repoUrl, image, ...more };
}

function child(taskId: string, parentTaskId: string): object {
  return { taskId, parentTaskId, image };
}

/** A list with a task in each state, and its Jobs. */
function putAllStates(): void {
  writeList([
    root('done'),
    root('site'),
    child('lint', 'site'),
    child('lint-report', 'lint'),
    child('unit', 'site'),
    root('queued'),
    root('pull'),
    root('clone'),
    root('main'),
    root('flaky'),
    root('refused'),
    root('allowed', { allowFailure: true }),
    root('new'),
    root('rerun', { run: 2 }),
  ]);
  const complete = { completionTime: END };
  put('jobs', jobWith('keruta-job-done', [['Complete']], complete));
  put('jobs', jobWith('keruta-job-site', [['Complete']], complete));
  put('jobs', jobWith('keruta-job-lint', [['Failed', 'BackoffLimitExceeded']], { failed: 1 }));
  put('pods', podOf('keruta-job-lint', 'Failed', [['copy-workspace', DONE]], [['main', failed(3)]]));
  put('jobs', jobWith('keruta-job-unit'));
  put('pods', podOf('keruta-job-unit', 'Pending', [['copy-workspace', RUNNING]]));
  put('jobs', jobWith('keruta-job-queued'));
  put('jobs', jobWith('keruta-job-pull'));
  put('pods', podOf('keruta-job-pull', 'Pending', [['git-clone', waits('ErrImagePull', 'not found')]]));
  put('jobs', jobWith('keruta-job-clone'));
  put('pods', podOf('keruta-job-clone', 'Pending', [['git-clone', RUNNING]]));
  put('jobs', jobWith('keruta-job-main'));
  put('pods', podOf('keruta-job-main', 'Running', [['git-clone', DONE]], [['main', RUNNING]]));
  put('jobs', jobWith('keruta-job-flaky', [], { failed: 2 }));
  put('pods', podOf('keruta-job-flaky', 'Running', [['git-clone', DONE]], [['main', RUNNING]]));
  put('jobs', jobWith('keruta-job-refused', [['Failed', 'PodFailurePolicy']], { failed: 1 }));
  const allowed = jobWith('keruta-job-allowed', [['Failed', 'BackoffLimitExceeded']]);
  const annotations = { 'keruta/allow-failure': 'true' };
  put('jobs', { ...allowed, metadata: { ...allowed.metadata, annotations } });
  put('jobs', jobWith('keruta-job-rerun', [['Complete']], complete));
  put('jobs', jobWith('keruta-job-other', [['Complete']], complete));
}

test('--json has all states, from one request for each kind of objects', async () => {
  putAllStates();
  const { exitCode, status } = await readStatus();
  const states = Object.fromEntries(
    status.chains.flatMap(({ tasks }) => tasks.map(({ taskId, state }) => [taskId, state])),
  );
  expect(states).toEqual({
    done: 'complete',
    site: 'complete',
    lint: 'failed',
    'lint-report': 'waiting',
    unit: 'copying',
    queued: 'queued',
    pull: 'pulling',
    clone: 'cloning',
    main: 'running',
    flaky: 'retrying',
    refused: 'refused',
    allowed: 'failedAllowed',
    new: 'notApplied',
    rerun: 'notApplied',
  });
  expect(status.totals).toMatchObject({ chains: 11, tasks: 14, otherJobs: 1, states: { complete: 2, notApplied: 2 } });
  expect(exitCode).toBe(1);
  expect([...cluster.lists].sort()).toEqual(['events', 'jobs', 'pods']);
  expect([...cluster.namespaces]).toEqual(['tasks']);
});

test('without a terminal, there are no colors, and each reason is one line', async () => {
  putAllStates();
  const run = status('site', 'done', 'rerun');
  expect(await run.exitCode).toBe(1);
  expect(run.lines.map((line) => line.replace(/\d{4}-\d\d-\d\d .*/, '…'))).toEqual([
    'TASK               RUN  STATE                   SINCE                FOR',
    'done                    complete, 1 task        …',
    'rerun              2    not applied',
    '  run 1 is in the cluster',
    'site               1    complete                …',
    '├─ lint            1    failed                  …',
    '│  │ main failed with exit code 3',
    '│  │ → see "npm run logs", then increase "run"',
    '│  └─ lint-report  1    waiting for its parent',
    '│       lint failed',
    '└─ unit            1    copying                 …',
    '',
    '6 tasks in 3 chains: 1 not applied, 1 waiting, 1 copying, 2 complete, 1 failed',
  ]);
});

test('the ID of a task selects it and its descendants', async () => {
  putAllStates();
  const { exitCode, status } = await readStatus('unit');
  expect(status.chains.map(({ taskId, tasks }) => [taskId, tasks.map((task) => task.taskId)])).toEqual([
    ['site', ['unit']],
  ]);
  expect(status.totals).not.toHaveProperty('otherJobs');
  expect(exitCode).toBe(0);
});

test('an ID that the list does not have is rejected before the cluster is asked', async () => {
  writeList([root('build')]);
  const run = status('biuld');
  expect(await run.exitCode).toBe(1);
  expect(run.errors).toEqual(['"biuld" is not a task in this list; did you mean "build"?']);
  expect(cluster.lists).toEqual([]);
});

test('a failure that is allowed does not make the command fail', async () => {
  putAllStates();
  expect((await readStatus('allowed')).exitCode).toBe(0);
  expect((await readStatus('refused')).exitCode).toBe(1);
});

test('pods and events that may not be listed are missed, and the states remain', async () => {
  putAllStates();
  cluster.refuses.add('pods').add('events');
  const { status } = await readStatus('lint', 'main');
  expect(status.warnings).toEqual(['the reasons are incomplete: pods are forbidden']);
  expect(status.totals.states).toEqual({ waiting: 1, queued: 1, failed: 1 });
});

test('Jobs that may not be listed are an error, and so is a cluster that does not answer', async () => {
  writeList([root('a')]);
  cluster.refuses.add('jobs');
  const refused = status();
  expect(await refused.exitCode).toBe(1);
  expect(refused.errors).toEqual(['jobs are forbidden']);
  cluster.isDown = true;
  const down = status();
  expect(await down.exitCode).toBe(1);
  expect(down.errors.join()).toContain('kubectl cannot reach the cluster');
});

test("without a namespace in the list, the Jobs are those of kubectl's namespace", async () => {
  cluster.defaultNamespace = 'current';
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify([root('a')]));
  expect((await readStatus()).status.namespace).toBe('current');
});

describe('with Argo CD', () => {
  const sync = (name: string, phase: string, hookPhase: string): object => ({
    metadata: { name },
    status: {
      sync: { status: 'OutOfSync' },
      health: { status: 'Progressing' },
      operationState: {
        phase,
        message: 'waiting for healthy state of batch/Job/keruta-job-lint',
        syncResult: {
          resources: [
            { kind: 'Job', name: 'keruta-job-site', hookPhase: 'Succeeded' },
            { kind: 'Job', name: 'keruta-job-lint', hookPhase },
          ],
        },
      },
    },
  });

  beforeEach(() => {
    writeList([root('site'), child('lint', 'site'), root('new')], {
      argoCd: { repoURL: 'https://example.com/config.git', name: 'ours', namespace: 'delivery', jobHealthCheck: true },
    });
  });

  test('the Application of each chain is reported, with the wave that blocks', async () => {
    cluster.put('applications', sync('ours-task-site', 'Running', 'Running') as Item);
    const { status } = await readStatus();
    expect(status.chains.map(({ application }) => application)).toEqual([
      { name: 'ours-task-new', exists: false },
      {
        name: 'ours-task-site',
        exists: true,
        sync: 'OutOfSync',
        health: 'Progressing',
        phase: 'Running',
        message: 'waiting for healthy state of batch/Job/keruta-job-lint',
        wave: 1,
      },
    ]);
    expect([...cluster.namespaces].sort()).toEqual(['delivery', 'tasks']);
  });

  test('nothing is reported if Applications cannot be read', async () => {
    cluster.refuses.add('applications');
    const { status } = await readStatus();
    expect(status.warnings).toEqual([]);
    expect(status.chains.map((chain) => chain.application)).toEqual([undefined, undefined]);
  });
});

describe('--watch', () => {
  test('prints all states, then only changes, until a signal ends it', async () => {
    writeList([root('site'), child('lint', 'site')]);
    put('jobs', jobWith('keruta-job-site'));
    const run = status('--watch');
    await run.printed('2 tasks in 1 chain: 1 waiting, 1 queued');
    const before = run.lines.length;
    put('jobs', jobWith('keruta-job-site', [['Complete']], { completionTime: END }));
    await run.printed(/^\d\d:\d\d:\d\d site: complete$/);
    put('jobs', jobWith('keruta-job-lint', [['Failed', 'BackoffLimitExceeded', 'too often']]));
    await run.printed(/ lint: failed; BackoffLimitExceeded: too often; see "npm run logs", then increase "run"$/);
    run.child.kill('SIGINT');
    expect(await run.exitCode).toBe(130);
    const changes = run.lines.slice(before).map((line) => line.replace(/^\S+ /, ''));
    expect(changes).toEqual([
      'site: complete',
      'lint: not applied',
      'lint: failed; BackoffLimitExceeded: too often; see "npm run logs", then increase "run"',
    ]);
  });

  test('cannot be combined with --json', async () => {
    writeList([root('a')]);
    const run = status('--watch', '--json');
    expect(await run.exitCode).toBe(2);
    expect(run.errors[0]).toBe("error: option '--json' cannot be used with option '--watch'");
  });
});
