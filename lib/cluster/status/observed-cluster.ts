import { JOB_LABELS, parseJobName } from '../../kubernetes/names';
import type { Event } from '../event';
import type { Job } from '../job';
import { byCreation, type Pod } from '../pod';
import type { ObservedJob } from './job-status';

export interface ClusterObjects {
  readonly jobs: Iterable<Job>;
  readonly pods: Iterable<Pod>;
  readonly warnings: Iterable<Event>;
}

/** The Jobs of a namespace with their pods and events, by name and by task. */
export class ObservedCluster {
  private readonly jobs = new Map<string, Job>();
  /** Runs by the DNS form of a task's ID, in ascending order. */
  private readonly runs = new Map<string, number[]>();
  private readonly pods: ReadonlyMap<string, Pod[]>;
  private readonly warnings = new Map<string, Event>();

  constructor({ jobs, pods, warnings }: ClusterObjects) {
    for (const job of jobs) {
      this.jobs.set(job.metadata.name, job);
      const { task, run } = parseJobName(job.metadata.name);
      this.runs.set(
        task,
        [...(this.runs.get(task) ?? []), run].sort((a, b) => a - b),
      );
    }
    this.pods = groupBy([...pods].sort(byCreation), ({ metadata }) => metadata.labels?.[JOB_LABELS.jobUid] ?? '');
    for (const event of [...warnings].sort(byTime)) this.warnings.set(event.involvedObject.uid, event);
  }

  /** Returns a Job by its name. */
  find(name: string): ObservedJob | undefined {
    const job = this.jobs.get(name);
    if (!job) return undefined;
    const pods = this.pods.get(job.metadata.uid) ?? [];
    return { job, pods, warningOf: (uid) => this.warnings.get(uid) };
  }

  /** Returns the last run of a task that has a Job, by the DNS form of its ID. */
  lastRun(task: string): number | undefined {
    return this.runs.get(task)?.at(-1);
  }

  /** Returns how many Jobs there are of tasks other than those with these IDs in DNS form. */
  countOtherJobs(tasks: ReadonlySet<string>): number {
    return [...this.runs].reduce((sum, [task, runs]) => sum + (tasks.has(task) ? 0 : runs.length), 0);
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function byTime(a: Event, b: Event): number {
  return Date.parse(a.lastTimestamp ?? '') - Date.parse(b.lastTimestamp ?? '') || 0;
}
