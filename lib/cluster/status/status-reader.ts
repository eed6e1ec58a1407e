import { dnsName } from '../../kubernetes/names';
import type { Chain, TaskList } from '../../task-list';
import { UserError } from '../../user-error';
import { explainFailure } from '../connection';
import type { Event } from '../event';
import type { Job } from '../job';
import { jobsUrl, podsUrl, warningsUrl } from '../list-objects';
import { namespaceOfList } from '../namespace';
import type { Pod } from '../pod';
import { applicationStatus, applicationsUrl, type Application } from './application';
import { taskStatuses } from './chain-status';
import type { ApplicationStatus, ChainStatus, ListStatus, TaskStatus } from './list-status';
import { ObservedCluster } from './observed-cluster';
import type { CurrentObjects, ReadObjects } from './read-objects';
import { countStates } from './totals';

/** Which tasks of a list are reported: all, or some of some chains. */
export interface Selection {
  readonly chains: readonly Chain[];
  /** The IDs of the tasks. @default - all tasks of the chains */
  readonly taskIds?: ReadonlySet<string>;
}

interface Sources {
  readonly jobs: CurrentObjects<Job>;
  readonly pods?: CurrentObjects<Pod>;
  /** `undefined` if Argo CD cannot be read. */
  readonly applications?: CurrentObjects<Application>;
}

/** Reads the states of the tasks of a list from the cluster. */
export class StatusReader {
  /** @throws {UserError} if the cluster does not answer or does not list the Jobs */
  static async connect(list: TaskList, read: ReadObjects): Promise<StatusReader> {
    const namespace = await namespaceOfList(list);
    const warnings: string[] = [];
    const report = (reason: string): unknown => warnings.push(`the reasons are incomplete: ${reason}`);
    const [jobs, pods, applications] = await Promise.all([
      explainFailure(read<Job>(jobsUrl(namespace))),
      unlessRefused(read<Pod>(podsUrl(namespace)), report),
      list.argoCd && unlessRefused(read<Application>(applicationsUrl(list.argoCd))),
    ]);
    return new StatusReader(list, namespace, { jobs, pods, applications }, warnings, read);
  }

  private events?: CurrentObjects<Event>;

  private constructor(
    private readonly list: TaskList,
    private readonly namespace: string,
    private readonly sources: Sources,
    private readonly warnings: readonly string[],
    private readonly readObjects: ReadObjects,
  ) {}

  /** Returns the states at a time in milliseconds. */
  async read(selection: Selection, now: number): Promise<ListStatus> {
    const status = this.statusNow(selection, now);
    if (this.events || !status.chains.some(({ tasks }) => tasks.some(isUnexplained))) return status;
    const none = (): Event[] => [];
    this.events = (await unlessRefused(this.readObjects<Event>(warningsUrl(this.namespace)))) ?? none;
    return this.statusNow(selection, now);
  }

  private statusNow({ chains, taskIds }: Selection, now: number): ListStatus {
    const { jobs, pods, applications } = this.sources;
    const cluster = new ObservedCluster({ jobs: jobs(), pods: pods?.() ?? [], warnings: this.events?.() ?? [] });
    const byName = applications && new Map([...applications()].map((each) => [each.metadata.name, each]));
    const hasArgoCd = this.list.argoCd !== undefined;
    const statuses = chains.map((chain): ChainStatus => ({
      taskId: chain.root.task.taskId,
      application: byName && this.applicationOf(chain, byName),
      tasks: taskStatuses(chain, cluster, { now, hasArgoCd }).filter(({ taskId }) => taskIds?.has(taskId) ?? true),
    }));
    const all = this.list.chains.flatMap(({ tasks }) => tasks.map(({ task }) => dnsName(task.taskId)));
    return {
      namespace: this.namespace,
      chains: statuses,
      totals: { ...countStates(statuses), ...(taskIds ? {} : { otherJobs: cluster.countOtherJobs(new Set(all)) }) },
      warnings: [...this.warnings],
    };
  }

  private applicationOf(chain: Chain, applications: ReadonlyMap<string, Application>): ApplicationStatus | undefined {
    return this.list.argoCd && applicationStatus(chain, this.list.argoCd, applications);
  }
}

/** Whether an event may explain why a task makes no progress. */
function isUnexplained({ state, reason }: TaskStatus): boolean {
  return reason === undefined && (state === 'queued' || state === 'pulling');
}

/** Returns what is read; `undefined` if the cluster refuses it, after `report` got the reason. */
async function unlessRefused<T>(read: Promise<T>, report?: (reason: string) => unknown): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report?.(error.message);
    return undefined;
  }
}
