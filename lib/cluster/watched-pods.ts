import { EventEmitter, once } from 'node:events';
import { JOB_LABELS } from '../kubernetes/names';
import { byCreation, type Pod } from './pod';
import { watchObjects, type WatchOptions } from './watch-objects';

type PodWatchOptions = Omit<WatchOptions<Pod>, 'onChange'>;

/** Pods of a namespace, kept up to date. */
export class WatchedPods {
  /**
   * Watches the pods of a Job.
   *
   * @throws {UserError} if the cluster does not list them
   */
  static ofJob(namespace: string, job: string, options: PodWatchOptions): Promise<WatchedPods> {
    return WatchedPods.watch(namespace, `labelSelector=${encodeURIComponent(`${JOB_LABELS.jobName}=${job}`)}`, options);
  }

  /**
   * Watches the pod with a name.
   *
   * @throws {UserError} if the cluster does not list it
   */
  static named(namespace: string, name: string, options: PodWatchOptions): Promise<WatchedPods> {
    return WatchedPods.watch(namespace, `fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`, options);
  }

  private static async watch(namespace: string, query: string, options: PodWatchOptions): Promise<WatchedPods> {
    const changes = new EventEmitter();
    const pods = await watchObjects<Pod>(`/api/v1/namespaces/${namespace}/pods?${query}`, {
      ...options,
      onChange: () => changes.emit('change'),
    });
    return new WatchedPods(pods, changes, options.signal);
  }

  private constructor(
    private readonly pods: ReadonlyMap<string, Pod>,
    private readonly changes: EventEmitter,
    private readonly signal: AbortSignal,
  ) {}

  get(name: string): Pod | undefined {
    return this.pods.get(name);
  }

  /** Returns all pods, the oldest first. */
  all(): Pod[] {
    return [...this.pods.values()].sort(byCreation);
  }

  /**
   * Waits until `find` returns a value, and returns it.
   *
   * @throws the reason of the signal that ends the watch
   */
  async waitFor<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await once(this.changes, 'change', { signal: this.signal });
    }
  }
}
