import type { Event } from '../../../lib/cluster/event';
import type { Job } from '../../../lib/cluster/job';
import type { Pod } from '../../../lib/cluster/pod';
import { jobStatus, type JobStatus } from '../../../lib/cluster/status/job-status';
import { DONE, END, failed, jobWith, NOW, podOf, RUNNING, START, waits } from './support';

const JOB = 'keruta-job-a';
const PULL = waits('PodInitializing');

function statusOf(job: Job, pods: readonly Pod[] = [], warnings: Record<string, Event> = {}): JobStatus {
  return jobStatus({ job, pods, warningOf: (uid) => warnings[uid] }, NOW);
}

function warning(reason: string, message: string): Event {
  return { metadata: { name: 'e', resourceVersion: '1' }, involvedObject: { uid: '' }, reason, message };
}

const unscheduled: Pod = {
  ...podOf(JOB, 'Pending'),
  status: {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }],
  },
};

describe('a Job that has not ended', () => {
  test.each<[string, Pod, Partial<JobStatus>]>([
    ['no node', unscheduled, { state: 'queued', reason: 'Unschedulable: 0/1 nodes' }],
    ['a node, and no container yet', podOf(JOB, 'Pending'), { state: 'pulling' }],
    ['an init container that waits', podOf(JOB, 'Pending', [['git-clone', PULL]]), { state: 'pulling' }],
    ['a clone', podOf(JOB, 'Pending', [['git-clone', RUNNING]]), { state: 'cloning', seconds: 90 }],
    ['a copy', podOf(JOB, 'Pending', [['copy-workspace', RUNNING]]), { state: 'copying', seconds: 90 }],
    [
      'sidecars that start',
      podOf(JOB, 'Pending', [
        ['git-clone', DONE],
        ['wait-for-sidecars', RUNNING],
      ]),
      { state: 'pulling', reason: 'waits for its sidecars' },
    ],
    ['an image that is pulled', podOf(JOB, 'Pending', [['git-clone', DONE]], [['main', PULL]]), { state: 'pulling' }],
    [
      'an image that cannot be pulled',
      podOf(JOB, 'Pending', [['git-clone', DONE]], [['main', waits('ImagePullBackOff', 'no such\nimage')]]),
      {
        state: 'pulling',
        reason: 'main: ImagePullBackOff: no such image',
        remedy: 'correct the image or the access to its registry, then increase "run"',
      },
    ],
    ['a push', podOf(JOB, 'Running', [['push-commit', DONE]], [['push', RUNNING]]), { state: 'running' }],
    ['a container that runs', podOf(JOB, 'Running', [['git-clone', DONE]], [['main', RUNNING]]), { state: 'running' }],
  ])('with %s', (_, pod, expected) => {
    expect(statusOf(jobWith(JOB), [pod])).toMatchObject(expected);
  });

  test('has a state also if its pods cannot be read', () => {
    expect(statusOf(jobWith(JOB))).toMatchObject({ state: 'queued', since: START, seconds: 120 });
    expect(statusOf(jobWith(JOB, [], { ready: 1 }))).toMatchObject({ state: 'running' });
  });

  test('is queued while it is suspended', () => {
    expect(statusOf(jobWith(JOB, [['Suspended']]))).toMatchObject({ state: 'queued', reason: 'the Job is suspended' });
  });

  test('has the reason of an event if it has no pod, or if its pod cannot start', () => {
    const quota = { [`uid-of-${JOB}`]: warning('FailedCreate', 'exceeded quota') };
    expect(statusOf(jobWith(JOB), [], quota)).toMatchObject({
      state: 'queued',
      reason: 'FailedCreate: exceeded quota',
      remedy: expect.stringContaining('a quota') as string,
    });
    const mount = { [`uid-of-${JOB}-x1`]: warning('FailedMount', 'secret "s" not found') };
    const pod = podOf(JOB, 'Pending', [['git-clone', PULL]]);
    expect(statusOf(jobWith(JOB), [pod], { ...quota, ...mount })).toMatchObject({
      state: 'pulling',
      reason: 'FailedMount: secret "s" not found',
    });
    const running = podOf(JOB, 'Running', [['git-clone', DONE]], [['main', RUNNING]]);
    expect(statusOf(jobWith(JOB), [running], mount)).not.toHaveProperty('reason');
  });

  test('is retried as often as pods failed', () => {
    const first = podOf(JOB, 'Failed', [['git-clone', DONE]], [['main', failed(3)]]);
    const second = podOf(JOB, 'Running', [['git-clone', DONE]], [['main', RUNNING]]);
    const job = jobWith(JOB, [], { failed: 2 });
    const retrying = { state: 'retrying', retry: 2, backoffLimit: 4, remedy: undefined };
    const reason = 'the last attempt: main failed with exit code 3';
    expect(statusOf(job, [first, second])).toMatchObject({ ...retrying, reason });
    const pause = `${reason}; the next attempt starts after a pause`;
    expect(statusOf(job, [first])).toMatchObject({ ...retrying, reason: pause });
  });

  test('has the reason why it will fail while its pods are stopped', () => {
    const job = jobWith(JOB, [['FailureTarget', 'DeadlineExceeded', 'too long']]);
    const pod = podOf(JOB, 'Running', [['git-clone', DONE]], [['main', RUNNING]]);
    expect(statusOf(job, [pod])).toMatchObject({ state: 'running', reason: 'DeadlineExceeded: too long' });
  });
});

describe('a Job that has ended', () => {
  const inMain = podOf(JOB, 'Failed', [['git-clone', DONE]], [['main', failed(3)]]);
  const failure = jobWith(JOB, [['Failed', 'BackoffLimitExceeded', 'too often']]);

  test('is complete', () => {
    expect(statusOf(jobWith(JOB, [['Complete']], { completionTime: END }))).toEqual({
      state: 'complete',
      since: END,
      seconds: 70,
    });
  });

  test('has failed with the problem of its last pod', () => {
    expect(statusOf(failure, [inMain])).toEqual({
      state: 'failed',
      since: END,
      seconds: 70,
      reason: 'main failed with exit code 3',
      remedy: 'see "npm run logs", then increase "run"',
    });
  });

  test('has failed with its own reason if its pods are gone', () => {
    expect(statusOf(failure)).toMatchObject({ state: 'failed', reason: 'BackoffLimitExceeded: too often' });
  });

  test('has failed with its own reason if it took too long', () => {
    const job = jobWith(JOB, [['Failed', 'DeadlineExceeded', 'too long']]);
    expect(statusOf(job, [inMain])).toMatchObject({
      reason: 'DeadlineExceeded: too long',
      remedy: 'increase "activeDeadlineSeconds" and "run"',
    });
  });

  test('has a remedy for too little memory', () => {
    const pod = podOf(JOB, 'Failed', [['git-clone', DONE]], [['main', failed(137)]]);
    expect(statusOf(failure, [pod])).toMatchObject({ remedy: 'increase "resources.limits.memory" and "run"' });
  });

  test('is refused if an init container failed the Job, whose message has the remedy', () => {
    const pod = podOf(JOB, 'Failed', [['git-clone', failed(65, 'no branch x: increase "run"\n')]]);
    const job = jobWith(JOB, [['Failed', 'PodFailurePolicy', 'exit code 65 matching FailJob rule']]);
    expect(statusOf(job, [pod])).toMatchObject({
      state: 'refused',
      reason: 'git-clone failed with exit code 65: no branch x: increase "run"',
      remedy: undefined,
    });
  });

  test('may fail', () => {
    const annotations = { 'keruta/allow-failure': 'true' };
    const job = { ...failure, metadata: { ...failure.metadata, annotations } };
    expect(statusOf(job, [inMain])).toMatchObject({ state: 'failedAllowed', reason: 'main failed with exit code 3' });
  });
});
