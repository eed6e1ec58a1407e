import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CONTAINERS } from '../kubernetes/names';
import { UserError } from '../user-error';
import { MAX_POD_SECONDS, type ClaimPod } from './claim-pod';
import { explainFailure } from './connection';
import { kubectl } from './kubectl';
import { podProblem, type Pod } from './pod';
import { WatchedPods } from './watched-pods';

/** Reasons for which a pod does not start before a person changes something. */
const PERMANENT = /BackOff$|^Invalid|^Create.*Error$|NeverPull$/;

export interface PodOptions {
  readonly namespace: string;
  /** Ends the command. */
  readonly signal: AbortSignal;
  /** Prints a line about the pod. */
  readonly note: (line: string) => void;
  /** Throws if it knows better than the cluster why a pod does not start. */
  readonly explain?: (pod: Pod) => void;
}

/**
 * Creates a pod, waits until it runs, calls `use`, and deletes the pod.
 *
 * @throws {UserError} if the pod does not start
 */
export async function withPod<T>(pod: ClaimPod, options: PodOptions, use: () => Promise<T>): Promise<T> {
  const { namespace, signal } = options;
  const { name } = pod.metadata;
  const ended = new AbortController();
  try {
    const args = ['create', '--filename=-', `--namespace=${namespace}`];
    await explainFailure(kubectl(args, JSON.stringify(pod)));
    signal.throwIfAborted();
    await waitForStart(name, { ...options, signal: AbortSignal.any([signal, ended.signal]) });
    return await use();
  } finally {
    ended.abort();
    await deletePod(name, options);
  }
}

async function waitForStart(name: string, { namespace, signal, note, explain }: PodOptions): Promise<void> {
  const pods = await WatchedPods.named(namespace, name, { signal, onFailure: note });
  let noted = '';
  await pods.waitFor(() => {
    const pod = pods.get(name);
    if (!pod) throw new UserError(`pod ${name} was deleted`);
    if (isRunning(pod)) return true;
    explain?.(pod);
    const problem = podProblem(pod);
    if (!problem) return undefined;
    const { reason, message } = problem;
    const isFinal = pod.status?.phase === 'Failed' || PERMANENT.test(reason);
    if (isFinal || /persistentvolumeclaim .* not found/.test(message)) throw new UserError(message);
    if (message !== noted) note(`waiting: ${message}`);
    noted = message;
    return undefined;
  });
}

function isRunning({ status }: Pod): boolean {
  const main = status?.containerStatuses?.find(({ name }) => name === CONTAINERS.main);
  return 'running' in (main?.state ?? {});
}

/** Deletes the pod. It does not wait until the pod has ended. */
async function deletePod(name: string, { namespace, note }: PodOptions): Promise<void> {
  const args = ['delete', 'pod', name, '--ignore-not-found', '--wait=false', `--namespace=${namespace}`];
  // Detached, so that a second Ctrl-C does not stop it.
  const child = spawn('kubectl', args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) note(`pod ${name} was not deleted; it ends ${MAX_POD_SECONDS / 3600} hours after its start`);
}
