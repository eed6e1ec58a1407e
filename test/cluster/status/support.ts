import type { Job } from '../../../lib/cluster/job';
import type { ContainerStatus, Pod } from '../../../lib/cluster/pod';

/** When all Jobs of the tests are created and started. */
export const START = '2026-01-01T10:00:00Z';
/** When they end. */
export const END = '2026-01-01T10:01:10Z';
/** When their state is read. */
export const NOW = Date.parse('2026-01-01T10:02:00Z');

type Condition = [type: string, reason?: string, message?: string];

/** Returns a Job, with conditions that are true. */
export function jobWith(name: string, conditions: readonly Condition[] = [], status: Job['status'] = {}): Job {
  return {
    kind: 'Job',
    metadata: { name, uid: `uid-of-${name}`, resourceVersion: '1', creationTimestamp: START },
    spec: { backoffLimit: 4 },
    status: {
      startTime: START,
      conditions: conditions.map(([type, reason, message]) => ({
        type,
        status: 'True',
        reason,
        message,
        lastTransitionTime: END,
      })),
      ...status,
    },
  };
}

type Containers = readonly (readonly [name: string, state: NonNullable<ContainerStatus['state']>])[];

/** Returns the pod of a Job, with the states of its init containers and of its containers. */
export function podOf(job: string, phase: string, init: Containers = [], containers: Containers = []): Pod {
  const statuses = (states: Containers): ContainerStatus[] => states.map(([name, state]) => ({ name, state }));
  return {
    metadata: {
      name: `${job}-x1`,
      uid: `uid-of-${job}-x1`,
      resourceVersion: '1',
      creationTimestamp: START,
      labels: { 'batch.kubernetes.io/controller-uid': `uid-of-${job}` },
    },
    spec: { containers: containers.map(([name]) => ({ name })) },
    status: {
      phase,
      conditions: [{ type: 'PodScheduled', status: 'True' }],
      initContainerStatuses: statuses(init),
      containerStatuses: statuses(containers),
    },
  };
}

export const RUNNING = { running: { startedAt: '2026-01-01T10:00:30Z' } };
export const DONE = { terminated: { exitCode: 0 } };

export function waits(reason: string, message?: string): NonNullable<ContainerStatus['state']> {
  return { waiting: { reason, message } };
}

export function failed(exitCode: number, message?: string): NonNullable<ContainerStatus['state']> {
  return { terminated: { exitCode, reason: exitCode === 137 ? 'OOMKilled' : 'Error', message } };
}
