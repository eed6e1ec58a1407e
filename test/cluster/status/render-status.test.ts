import { paintNothing, type Paint } from '../../../lib/paint';
import type { RenderOptions } from '../../../lib/cluster/status/chain-entries';
import type { ChainStatus, ListStatus, TaskStatus } from '../../../lib/cluster/status/list-status';
import { renderChanges } from '../../../lib/cluster/status/render-changes';
import { renderStatus } from '../../../lib/cluster/status/render-status';
import { countStates } from '../../../lib/cluster/status/totals';

const OPTIONS: RenderOptions = { paint: paintNothing, now: new Date(2026, 0, 1, 12, 0, 0) };

function at(hour: number, minute: number, day = 1): string {
  return new Date(2026, 0, day, hour, minute).toISOString();
}

function chain(taskId: string, ...tasks: (Partial<TaskStatus> & Pick<TaskStatus, 'taskId' | 'state'>)[]): ChainStatus {
  return { taskId, tasks: tasks.map((task) => ({ run: 1, ...task })) };
}

function statusOf(chains: ChainStatus[], more: Partial<ListStatus> = {}): ListStatus {
  return { namespace: 'tasks', chains, totals: countStates(chains), warnings: [], ...more };
}

function rendered(chains: ChainStatus[], options: Partial<RenderOptions> = {}): string {
  return renderStatus(statusOf(chains), { ...OPTIONS, ...options }).join('\n');
}

test('a chain is a tree, with reasons and remedies below the tasks', () => {
  const text = rendered([
    chain(
      'site',
      { taskId: 'site', state: 'complete', since: at(11, 0), seconds: 9 },
      { taskId: 'flaky', parentTaskId: 'site', state: 'retrying', retry: 2, backoffLimit: 4, since: at(11, 59) },
      { taskId: 'lint', parentTaskId: 'site', state: 'failed', reason: 'exit code 3', remedy: 'see its log' },
      { taskId: 'report', parentTaskId: 'lint', state: 'waiting', waitsFor: ['lint'], reason: 'lint failed' },
      { taskId: 'join', parentTaskId: 'site', state: 'waiting', waitsFor: ['lint'], run: 12 },
    ),
  ]);
  expect(text).toBe(`TASK          RUN  STATE                   SINCE     FOR
site          1    complete                11:00:00  9s
├─ flaky      1    retrying 2 of 4         11:59:00
├─ join       12   waiting for its inputs
└─ lint       1    failed
   │ exit code 3
   │ → see its log
   └─ report  1    waiting for its parent
        lint failed

5 tasks in 1 chain: 2 waiting, 1 retrying, 1 complete, 1 failed`);
});

test('a chain that is complete or was never applied is one line', () => {
  const text = rendered([
    chain(
      'done',
      { taskId: 'done', state: 'complete', since: at(10, 0, 31), seconds: 60 },
      { taskId: 'test', parentTaskId: 'done', state: 'complete', since: at(10, 5, 31), seconds: 120 },
    ),
    chain('new', { taskId: 'new', state: 'notApplied' }),
  ]);
  expect(text).toBe(`TASK  RUN  STATE                SINCE                FOR
done       complete, 2 tasks    2026-01-31 10:05:00  6m
new        not applied, 1 task

3 tasks in 2 chains: 1 not applied, 2 complete`);
});

test('a chain that is not applied because of another run has a line for each task', () => {
  const reason = 'run 1 is in the cluster';
  expect(rendered([chain('a', { taskId: 'a', state: 'notApplied', run: 2, reason })])).toContain(
    `a     2    not applied\n  ${reason}\n`,
  );
});

test('only a part of a chain is drawn without the rest', () => {
  const text = rendered([chain('site', { taskId: 'lint', parentTaskId: 'site', state: 'running' })]);
  expect(text).toMatch(/^lint {2}1 {4}running$/m);
});

test('an Application that is not as it should be has a line below the root', () => {
  const lineOf = (application: ChainStatus['application']): string | undefined => {
    const task: TaskStatus = { taskId: 'a', run: 1, state: 'running' };
    return /Argo CD: .*/.exec(rendered([{ taskId: 'a', application, tasks: [task] }]))?.[0];
  };
  const base = { name: 'keruta-task-a', exists: true };
  expect(lineOf({ ...base, sync: 'Synced', health: 'Healthy', phase: 'Succeeded' })).toBeUndefined();
  expect(lineOf({ ...base, exists: false })).toBe('Argo CD: the Application keruta-task-a does not exist');
  const running = { ...base, sync: 'OutOfSync', health: 'Progressing', phase: 'Running', wave: 1 };
  expect(lineOf({ ...running, message: 'waiting for\nJob/b' })).toBe(
    'Argo CD: OutOfSync, Progressing, sync Running in wave 1: waiting for Job/b',
  );
});

test('Jobs of other tasks and what could not be read are mentioned', () => {
  const chains = [chain('a', { taskId: 'a', state: 'running' })];
  const totals = { ...countStates(chains), otherJobs: 2 };
  const lines = renderStatus(statusOf(chains, { totals, warnings: ['pods are forbidden'] }), OPTIONS);
  expect(lines.slice(-3)).toEqual([
    'warning: pods are forbidden',
    '1 task in 1 chain: 1 running',
    '2 Jobs of other tasks in the namespace tasks',
  ]);
});

test('reasons are wrapped at the width of a terminal, and words stay whole', () => {
  const reason = 'the image https://registry.example.com/a/long/name was not found';
  const text = rendered([chain('a', { taskId: 'a', state: 'pulling', reason })], { columns: 20 });
  expect(text).toContain('  the image\n  https://registry.example.com/a/long/name\n  was not found\n');
});

test('escape sequences of a pod are not printed; those of colors are', () => {
  const paint: Paint = (style, text) => `<${style}>${text}</>`;
  const chains = [chain('a', { taskId: 'a', state: 'failed', reason: 'clear \u001b[2J' })];
  const text = rendered(chains, { paint });
  expect(text).toContain('<red>failed</>');
  expect(text).toContain('clear \\u001b[2J');
  const lines = renderChanges(statusOf([]), statusOf(chains), OPTIONS);
  expect(lines).toEqual(['12:00:00 a: failed; clear \\u001b[2J']);
});

test('a deep chain is drawn', () => {
  const tasks = Array.from({ length: 5000 }, (_, depth): TaskStatus => {
    return { taskId: `t${depth}`, parentTaskId: depth > 0 ? `t${depth - 1}` : undefined, run: 1, state: 'running' };
  });
  const lines = rendered([{ taskId: 't0', tasks }]).split('\n');
  expect(lines).toHaveLength(5003);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(120);
});

test('only tasks whose state or reason has changed are changes', () => {
  const before = statusOf([
    chain('a', { taskId: 'a', state: 'running', seconds: 1 }, { taskId: 'b', state: 'waiting', waitsFor: ['a'] }),
  ]);
  const after = statusOf([
    chain(
      'a',
      { taskId: 'a', state: 'running', seconds: 2 },
      { taskId: 'b', parentTaskId: 'a', state: 'pulling', reason: 'no image', remedy: 'correct it' },
    ),
  ]);
  expect(renderChanges(before, after, OPTIONS)).toEqual(['12:00:00 b: pulling; no image; correct it']);
});
