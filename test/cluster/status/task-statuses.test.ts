import type { Job } from '../../../lib/cluster/job';
import { taskStatuses } from '../../../lib/cluster/status/chain-status';
import type { TaskStatus } from '../../../lib/cluster/status/list-status';
import { ObservedCluster } from '../../../lib/cluster/status/observed-cluster';
import { listOf } from '../../support/list';
import { jobWith, NOW } from './support';

const image = 'alpine:3';
const [CHAIN] = listOf([
  { taskId: 'a', repoUrl: 'https://example.com/a.git', image, run: 2 },
  { taskId: 'b', parentTaskId: 'a', image },
  { taskId: 'c', parentTaskId: 'b', image },
  { taskId: 'join', parentTaskId: 'a', inputs: ['b'], image },
]).chains;

const A1 = jobWith('keruta-job-a', [['Complete']]);
const A2 = jobWith('keruta-job-a-run2', [['Complete']]);

function statesWith(...jobs: Job[]): Record<string, Partial<TaskStatus>> {
  const cluster = new ObservedCluster({ jobs, pods: [], warnings: [] });
  const tasks = taskStatuses(CHAIN!, cluster, { now: NOW, hasArgoCd: true });
  return Object.fromEntries(tasks.map(({ taskId, ...status }) => [taskId, status]));
}

test('without Jobs, no task is applied', () => {
  for (const status of Object.values(statesWith())) expect(status).toMatchObject({ state: 'notApplied' });
});

test('a task whose Job is that of another run is not applied, and neither are its children', () => {
  expect(statesWith(A1)).toMatchObject({
    a: { state: 'notApplied', run: 2, otherRun: 1, reason: 'run 1 is in the cluster' },
    b: { state: 'notApplied', otherRun: undefined },
  });
});

test('a task waits for its parent, then for its inputs', () => {
  expect(statesWith(jobWith('keruta-job-a-run2'))).toMatchObject({
    b: { state: 'waiting', waitsFor: ['a'], reason: undefined },
    c: { state: 'waiting', waitsFor: ['b'] },
    join: { state: 'waiting', waitsFor: ['a', 'b'] },
  });
  expect(statesWith(A2, jobWith('keruta-job-b'))).toMatchObject({ join: { state: 'waiting', waitsFor: ['b'] } });
});

test('a task whose parent is complete and that has no Job is not applied', () => {
  expect(statesWith(A2)).toMatchObject({ b: { state: 'notApplied' }, c: { state: 'notApplied' } });
});

test('a task names the parent and the inputs that failed', () => {
  const failed = jobWith('keruta-job-b', [['Failed']]);
  expect(statesWith(A2, failed)).toMatchObject({
    c: { state: 'waiting', reason: 'b failed' },
    join: { state: 'waiting', reason: 'b failed' },
  });
});

describe('a failure that is allowed', () => {
  const failed = jobWith('keruta-job-a', [['Failed', 'PodFailurePolicy']]);
  const annotations = { 'keruta/allow-failure': 'true' };
  const annotated = { ...failed, metadata: { ...failed.metadata, annotations } };

  function statesOf(job: Job, allowFailure: boolean, hasArgoCd: boolean): string[] {
    const [chain] = listOf([
      { taskId: 'a', repoUrl: 'https://example.com/a.git', image, allowFailure },
      { taskId: 'b', parentTaskId: 'a', image },
    ]).chains;
    const cluster = new ObservedCluster({ jobs: [job], pods: [], warnings: [] });
    return taskStatuses(chain!, cluster, { now: NOW, hasArgoCd }).map(({ state }) => state);
  }

  test('is one of the list without Argo CD: nothing changes the Job', () => {
    expect(statesOf(failed, true, false)).toEqual(['failedAllowed', 'notApplied']);
    expect(statesOf(annotated, false, false)).toEqual(['refused', 'waiting']);
  });

  test('is one of the Job with Argo CD, which changes the Job when it syncs the list', () => {
    expect(statesOf(annotated, false, true)).toEqual(['failedAllowed', 'notApplied']);
    expect(statesOf(failed, true, true)).toEqual(['refused', 'waiting']);
  });

  test('is not the state of a complete task', () => {
    expect(statesOf(jobWith('keruta-job-a', [['Complete']]), true, false)[0]).toBe('complete');
  });
});

test('Jobs of other tasks are counted, those of other runs are not', () => {
  const cluster = new ObservedCluster({ jobs: [A1, A2, jobWith('keruta-job-x')], pods: [], warnings: [] });
  expect(cluster.countOtherJobs(new Set(['a']))).toBe(1);
});
