import { EventEmitter, once } from 'node:events';
import { follow, type Follower } from './watch-objects';
import { parseJobName } from '../kubernetes/names';
import type { Manifest } from './manifest-folder';

/** What is read of a Job. */
export interface Job extends Manifest {
  readonly metadata: Manifest['metadata'] & { readonly uid: string; readonly resourceVersion: string };
  readonly status?: {
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly JobCondition[];
  };
}

export interface JobCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** The app's Jobs of a namespace, as they are now. */
export class Jobs {
  /** Throws where the cluster does not tell. */
  static async watch(namespace: string, follower: Omit<Follower<Job>, 'onChange'>): Promise<Jobs> {
    const changes = new EventEmitter();
    const url = `/apis/batch/v1/namespaces/${namespace}/jobs?labelSelector=app%3Dkeruta`;
    const onChange = ({ metadata }: Job): unknown => changes.emit(metadata.name);
    return new Jobs(await follow<Job>(url, { ...follower, onChange }), changes);
  }

  private constructor(
    private readonly jobs: ReadonlyMap<string, Job>,
    private readonly changes: EventEmitter,
  ) {}

  get(name: string): Job | undefined {
    return this.jobs.get(name);
  }

  /** The names of the Jobs of the earlier runs of a Job's task. */
  earlierRuns(job: Manifest): string[] {
    const { task, run } = parseJobName(job.metadata.name);
    return [...this.jobs.values()]
      .map(({ metadata }) => metadata.name)
      .filter((name) => parseJobName(name).task === task && parseJobName(name).run < run);
  }

  /** Waits for a Job's end. Throws where somebody deletes it before. */
  async ended(name: string): Promise<Job> {
    for (let seen = false; ;) {
      const job = this.jobs.get(name);
      if (job && outcome(job)) return job;
      if (seen && !job) throw new Error('somebody has deleted it');
      seen ||= job !== undefined;
      await once(this.changes, name);
    }
  }
}

/** The condition that a Job has ended with. */
export function outcome(job: Job): JobCondition | undefined {
  return job.status?.conditions?.find(({ type, status }) => /^(Complete|Failed)$/.test(type) && status === 'True');
}
