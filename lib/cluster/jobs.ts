import { EventEmitter, once } from 'node:events';
import { parseJobName } from '../kubernetes/names';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { UserError } from '../user-error';
import { endCondition, type Job } from './job';
import { jobsUrl } from './list-objects';
import { watchObjects, type WatchOptions } from './watch-objects';

/** The Jobs of this project in a namespace, kept up to date. */
export class Jobs {
  /** @throws {UserError} if the cluster does not list them */
  static async watch(namespace: string, options: Omit<WatchOptions<Job>, 'onChange'>): Promise<Jobs> {
    // One listener for each Job that is waited for.
    const changes = new EventEmitter().setMaxListeners(0);
    const onChange = ({ metadata }: Job): unknown => changes.emit(eventOf(metadata.name));
    return new Jobs(await watchObjects<Job>(jobsUrl(namespace), { ...options, onChange }), changes);
  }

  private constructor(
    private readonly jobs: ReadonlyMap<string, Job>,
    private readonly changes: EventEmitter,
  ) {}

  get(name: string): Job | undefined {
    return this.jobs.get(name);
  }

  /** Returns the names of the Jobs of the earlier runs of a Job's task. */
  earlierRuns(job: KubernetesObject): string[] {
    const { task, run } = parseJobName(job.metadata.name);
    return [...this.jobs.keys()].filter((name) => parseJobName(name).task === task && parseJobName(name).run < run);
  }

  /**
   * Waits until a Job is complete or failed.
   *
   * @throws {UserError} if it is deleted before
   */
  async waitForEnd(name: string): Promise<Job> {
    for (let seen = false; ;) {
      const job = this.jobs.get(name);
      if (job && endCondition(job)) return job;
      if (seen && !job) throw new UserError('the Job was deleted while it ran; to run the task again, increase "run"');
      seen ||= job !== undefined;
      await once(this.changes, eventOf(name));
    }
  }
}

/** Returns the name of the event for a change of a Job. Without a prefix, a Job could be called `error`. */
function eventOf(job: string): string {
  return `job/${job}`;
}
