import { isFailureAllowed } from '../../kubernetes/allow-failure';
import type { Event } from '../event';
import { trueCondition, type Job, type JobCondition } from '../job';
import { isPodEnded, lastPodProblem, podProblem, withDetail, type Pod, type PodProblem } from '../pod';
import type { TaskStatus } from './list-status';
import { podStep, type PodStep } from './pod-step';
import { findRemedy } from './remedies';

/** A Job, and what belongs to it. */
export interface ObservedJob {
  readonly job: Job;
  /** Sorted, the oldest first. */
  readonly pods: readonly Pod[];
  /** Returns the last warning about an object, by its UID. */
  readonly warningOf: (uid: string) => Event | undefined;
}

export type JobStatus = Pick<
  TaskStatus,
  'state' | 'retry' | 'backoffLimit' | 'since' | 'seconds' | 'reason' | 'remedy'
>;

/** Why a Job does not progress. */
type Problem = Pick<PodProblem, 'reason' | 'message'>;

/**
 * Returns the state of a Job at a time in milliseconds.
 *
 * @param allowFailure Whether the failure is allowed. The annotation of the Job says it if this is not given; without Argo CD,
 *   nothing changes the annotation of a Job that exists.
 */
export function jobStatus(
  observed: ObservedJob,
  now: number,
  allowFailure = isFailureAllowed(observed.job),
): JobStatus {
  const { job } = observed;
  const complete = trueCondition(job, 'Complete');
  const { startTime = job.metadata.creationTimestamp, completionTime } = job.status ?? {};
  if (complete) {
    const end = completionTime ?? complete.lastTransitionTime;
    return { state: 'complete', ...period(end, Date.parse(end ?? '') - Date.parse(startTime)) };
  }
  const failed = trueCondition(job, 'Failed');
  if (failed) {
    const since = failed.lastTransitionTime;
    return {
      ...failedStatus(observed, failed, allowFailure),
      ...period(since, Date.parse(since ?? '') - Date.parse(startTime)),
    };
  }
  const status = activeStatus(observed);
  return { ...status, ...period(status.since, now - Date.parse(status.since ?? '')) };
}

function period(since: string | undefined, milliseconds: number): Pick<JobStatus, 'since' | 'seconds'> {
  return since === undefined ? {} : { since, seconds: Math.max(0, Math.round(milliseconds / 1000)) };
}

/** The Job fails with this reason if an init container ended with the exit code that no retry can repair. */
const REFUSED = 'PodFailurePolicy';

function failedStatus({ pods }: ObservedJob, condition: JobCondition, allowFailure: boolean): JobStatus {
  const { reason = 'Failed', message } = condition;
  const state = reason === REFUSED ? 'refused' : 'failed';
  // The pods of a Job that took too long did not fail by themselves.
  const problem = reason === 'DeadlineExceeded' ? undefined : lastPodProblem(pods)?.problem;
  return {
    state: allowFailure ? 'failedAllowed' : state,
    ...explain(problem ?? { reason, message: withDetail(reason, message) }, true),
  };
}

function activeStatus(observed: ObservedJob): JobStatus {
  const { job, pods } = observed;
  const suspended = trueCondition(job, 'Suspended');
  if (suspended) return { state: 'queued', since: suspended.lastTransitionTime, reason: 'the Job is suspended' };

  const pod = pods.findLast((each) => !isPodEnded(each));
  const step = pod ? podStep(pod) : stepWithoutPod(observed);
  const problem = findProblem(observed, pod, step);
  const retry = job.status?.failed ?? 0;
  const status = { ...step, ...(problem && explain(problem, false)) };
  if (retry === 0) return status;
  return { ...status, state: 'retrying', retry, backoffLimit: job.spec?.backoffLimit };
}

/** Returns the state of a Job that has no pod, or whose pods cannot be read. */
function stepWithoutPod({ job, pods }: ObservedJob): PodStep {
  const since = pods.at(-1)?.metadata.creationTimestamp ?? job.metadata.creationTimestamp;
  return { state: job.status?.ready ? 'running' : 'queued', since };
}

/** Returns what stops a Job, what its pod waits for, or why its last attempt failed. */
function findProblem({ job, pods, warningOf }: ObservedJob, pod: Pod | undefined, step: PodStep): Problem | undefined {
  const stopping = trueCondition(job, 'FailureTarget');
  if (stopping) return { reason: '', message: withDetail(stopping.reason ?? 'failing', stopping.message) };
  const ownProblem = pod && podProblem(pod);
  if (ownProblem) return ownProblem;
  const hasStarted = step.state !== 'queued' && step.state !== 'pulling';
  // An event about a Job with pods is older than they are.
  const subject = pod ?? (pods.length === 0 ? job : undefined);
  const event = subject && !hasStarted ? warningOf(subject.metadata.uid) : undefined;
  if (event) return { reason: event.reason, message: withDetail(event.reason, event.message) };
  const last = lastPodProblem(pods)?.problem;
  if (!last) return undefined;
  const next = pod ? '' : '; the next attempt starts after a pause';
  return { reason: '', message: `the last attempt: ${last.message.trim()}${next}` };
}

function explain({ reason, message }: Problem, hasFailed: boolean): Pick<JobStatus, 'reason' | 'remedy'> {
  return { reason: message.replace(/\s+/g, ' ').trim(), remedy: findRemedy(reason, message, hasFailed) };
}
