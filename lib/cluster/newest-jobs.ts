import { isFailureAllowed } from '../kubernetes/allow-failure';
import { parseJobName } from '../kubernetes/names';
import { endCondition, type Job } from './job';

/** Returns the Job of the newest run of each task, by the DNS form of the task's ID. */
export function newestJobs(jobs: readonly Job[]): Map<string, Job> {
  const newest = new Map<string, Job>();
  for (const job of jobs) {
    const { task, run } = parseJobName(job.metadata.name);
    const other = newest.get(task);
    if (!other || parseJobName(other.metadata.name).run < run) newest.set(task, job);
  }
  return newest;
}

/** Whether a Job failed and the list does not allow it to fail. */
export function isBlocking(job: Job): boolean {
  return endCondition(job)?.type === 'Failed' && !isFailureAllowed(job);
}
