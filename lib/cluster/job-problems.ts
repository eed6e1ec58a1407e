import { JOB_LABELS } from '../kubernetes/names';
import { UserError } from '../user-error';
import type { Event } from './event';
import { podsUrl } from './list-objects';
import { podProblem, withDetail, type Pod, type PodProblem } from './pod';
import { watchObjects, type WatchOptions } from './watch-objects';

type Report = (message: string) => void;

/** Reports why Jobs make no progress: the problems of their pods, or why they get no pods. */
export class JobProblems {
  private readonly reports = new Map<string, Report>();
  private readonly reported = new Set<string>();
  private pods: ReadonlyMap<string, Pod> = new Map();
  private events: ReadonlyMap<string, Event> = new Map();

  /** Watches the pods and events of a namespace, as far as the cluster permits it. */
  static async watch(namespace: string, options: Omit<WatchOptions<unknown>, 'onChange'>): Promise<JobProblems> {
    const problems = new JobProblems();
    const pods = watchObjects<Pod>(podsUrl(namespace), {
      ...options,
      onChange: (pod, deleted) => {
        if (!deleted) problems.reportPod(pod);
      },
    });
    const events = watchObjects<Event>(
      `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.kind%3DJob%2Creason%3DFailedCreate`,
      { ...options, onChange: (event) => problems.reportEvent(event) },
    );
    const reportFailure = (error: unknown): Map<string, never> => {
      if (!(error instanceof UserError)) throw error;
      options.onFailure(error.message);
      return new Map<string, never>();
    };
    [problems.pods, problems.events] = await Promise.all([pods.catch(reportFailure), events.catch(reportFailure)]);
    return problems;
  }

  /** Reports each problem of the Job with this UID once, until `work` ends. Returns what `work` returns. */
  async reportDuring<T>(uid: string, report: Report, work: Promise<T>): Promise<T> {
    this.reports.set(uid, report);
    for (const pod of this.pods.values()) this.reportPod(pod);
    for (const event of this.events.values()) this.reportEvent(event);
    try {
      return await work;
    } finally {
      this.reports.delete(uid);
    }
  }

  private reportPod(pod: Pod): void {
    const problem = podProblem(pod);
    const uid = pod.metadata.labels?.[JOB_LABELS.jobUid];
    if (problem && uid) this.report(uid, pod.metadata.name, problem);
  }

  private reportEvent({ involvedObject, message }: Event): void {
    this.report(involvedObject.uid, 'no pod', { reason: 'FailedCreate', message });
  }

  private report(uid: string, subject: string, { reason, message }: Pick<PodProblem, 'reason' | 'message'>): void {
    const key = `${uid} ${subject} ${reason}`;
    const report = this.reports.get(uid);
    if (!report || this.reported.has(key)) return;
    this.reported.add(key);
    report(withDetail(subject, message));
  }
}
