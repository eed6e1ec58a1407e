import { setTimeout } from 'node:timers/promises';
import { UserError } from '../user-error';
import { endCondition, type Job } from './job';
import { kubectlLines } from './kubectl';
import {
  containerStatuses,
  isEnded,
  isPodEnded,
  mainContainerOf,
  podProblem,
  sidecarsOf,
  type ContainerStatus,
  type Pod,
} from './pod';
import { WatchedPods } from './watched-pods';

/** For how long a container may run after its log has ended, until the API server knows that it has ended. */
const MAX_STATUS_DELAY_MILLISECONDS = 10_000;

export interface PrintLogOptions {
  readonly namespace: string;
  /** The attempt to print: its number, from 1, or the one before the last. The last one is the default. */
  readonly attempt?: number | 'previous';
  /** The container to print. The default is all init containers that are not sidecars, and `main` or `push`. */
  readonly container?: string;
  /** Ends the command. */
  readonly signal: AbortSignal;
  /** Prints a line of a log. */
  readonly print: (line: string) => Promise<void>;
  /** Prints a line about the log. */
  readonly note: (line: string) => void;
}

/**
 * Prints the log of an attempt of a Job, and follows it until the attempt ends.
 *
 * @returns whether there is a pod with a log; a Job that has ended may have none
 * @throws {UserError} if there is no such attempt or container, or the cluster does not answer
 */
export async function printLog(job: Job, options: PrintLogOptions): Promise<boolean> {
  const { namespace, signal, note } = options;
  const { name } = job.metadata;
  const pods = await WatchedPods.ofJob(namespace, name, { signal, onFailure: note });
  if (pods.all().length === 0) {
    if (endCondition(job)) return false;
    note(`waiting for a pod of job.batch/${name}`);
  }
  const attempts = await pods.waitFor(() => (pods.all().length > 0 ? pods.all() : undefined));
  const number = findAttempt(attempts.length, options.attempt);
  const pod = attempts[number - 1]!;
  const attempt = new Attempt(pod.metadata.name, pods, options);
  for (const container of findContainers(pod, options.container)) {
    if (!(await attempt.hasStarted(container))) continue;
    note(`${container}, attempt ${number} of ${attempts.length} (pod ${pod.metadata.name}):`);
    await attempt.print(container);
  }
  attempt.noteProblem();
  return true;
}

function findAttempt(count: number, attempt: PrintLogOptions['attempt'] = count): number {
  const number = attempt === 'previous' ? count - 1 : attempt;
  if (number === 0) throw new UserError('there is only one attempt, and no previous one: remove --previous');
  if (number > count) throw new UserError(`there is no attempt ${number}: name one from 1 to ${count} with --attempt`);
  return number;
}

function findContainers(pod: Pod, container: string | undefined): string[] {
  const main = mainContainerOf(pod);
  const names = [...(pod.spec?.initContainers ?? []).map(({ name }) => name), main];
  if (container === undefined) {
    const sidecars = sidecarsOf(pod);
    return names.filter((name) => !sidecars.has(name));
  }
  if (names.includes(container)) return [container];
  throw new UserError(`the pod has no container ${JSON.stringify(container)}: name one of ${names.join(', ')}`);
}

/** A pod whose log is printed. */
class Attempt {
  private readonly noted = new Set<string>();

  constructor(
    private readonly pod: string,
    private readonly pods: WatchedPods,
    private readonly options: PrintLogOptions,
  ) {}

  /** Waits until a container starts, or the pod ends without it. Returns whether it has started. */
  hasStarted(container: string): Promise<boolean> {
    return this.pods.waitFor(() => {
      const pod = this.currentPod();
      if (isStarted(statusOf(pod, container))) return true;
      if (isPodEnded(pod)) return false;
      this.noteProblem();
      return undefined;
    });
  }

  /** Prints the log of a container that has started, until it ends. */
  async print(container: string): Promise<void> {
    const { namespace, signal, print } = this.options;
    const args = ['logs', this.pod, `--container=${container}`, '--follow', `--namespace=${namespace}`];
    for await (const line of kubectlLines(args, signal)) await print(line);
    const ended = this.pods.waitFor(() => (isEnded(statusOf(this.currentPod(), container)) ? true : undefined));
    ended.catch(() => undefined); // `await` below throws the error, unless the time is over.
    const late = setTimeout(MAX_STATUS_DELAY_MILLISECONDS, false, { ref: false });
    if (!(await Promise.race([ended, late]))) {
      throw new UserError(`the connection to the log of ${container} ended, but it still runs: run the command again`);
    }
  }

  /** Notes why the pod does not start, or failed, unless it was noted before. */
  noteProblem(): void {
    const message = podProblem(this.currentPod())?.message;
    if (message === undefined || this.noted.has(message)) return;
    this.noted.add(message);
    this.options.note(`${this.pod}: ${message}`);
  }

  private currentPod(): Pod {
    const pod = this.pods.get(this.pod);
    if (!pod) throw new UserError(`pod ${this.pod} was deleted`);
    return pod;
  }
}

function statusOf(pod: Pod, container: string): ContainerStatus {
  return containerStatuses(pod).find(({ name }) => name === container) ?? { name: container };
}

function isStarted(status: ContainerStatus): boolean {
  return status.state?.running !== undefined || isEnded(status);
}
