import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CONTAINERS, treePath } from '../kubernetes/names';
import { UserError } from '../user-error';
import { explainFailure } from './connection';
import { kubectl } from './kubectl';
import { podProblem, type Pod } from './pod';
import { CHECK_CONTAINER, MAX_SHELL_SECONDS, MISSING_TREE_EXIT_CODE, shellPod, type ShellPodProps } from './shell-pod';
import { WatchedPods } from './watched-pods';

/** Reasons for which a pod does not start before a person changes something. */
const PERMANENT = /BackOff$|^Invalid|^Create.*Error$|NeverPull$/;

export interface RunShellOptions extends ShellPodProps {
  readonly namespace: string;
  /** The command to run, and its arguments. */
  readonly command: readonly string[];
  /** Whether the standard input is a terminal. */
  readonly isTerminal: boolean;
  /** Ends the command. */
  readonly signal: AbortSignal;
  /** Prints a line about the pod. */
  readonly note: (line: string) => void;
}

/**
 * Creates a pod that mounts a tree, runs a command in it with the standard streams of this process, and deletes the pod.
 *
 * @returns the exit code of the command
 * @throws {UserError} if the tree does not exist, or the pod does not start
 */
export async function runShell(options: RunShellOptions): Promise<number> {
  const { name, namespace, signal } = options;
  const ended = new AbortController();
  try {
    const args = ['create', '--filename=-', `--namespace=${namespace}`];
    await explainFailure(kubectl(args, JSON.stringify(shellPod(options))));
    signal.throwIfAborted();
    await waitForStart(options, AbortSignal.any([signal, ended.signal]));
    return await execute(options);
  } finally {
    ended.abort();
    await deletePod(name, options);
  }
}

async function waitForStart(options: RunShellOptions, signal: AbortSignal): Promise<void> {
  const { name, namespace, image, note } = options;
  const pods = await WatchedPods.named(namespace, name, { signal, onFailure: note });
  let noted = '';
  await pods.waitFor(() => {
    const pod = pods.get(name);
    if (!pod) throw new UserError(`pod ${name} was deleted`);
    if (isRunning(pod)) return true;
    if (isTreeMissing(pod)) throw missingTree(options);
    const problem = podProblem(pod);
    if (!problem) return undefined;
    const { reason, message } = problem;
    if (pod.status?.phase === 'Failed') {
      throw new UserError(`${message}\nThe image ${image} must have sh and sleep: name another one with --image`);
    }
    if (PERMANENT.test(reason) || /persistentvolumeclaim .* not found/.test(message)) throw new UserError(message);
    if (message !== noted) note(`waiting: ${message}`);
    noted = message;
    return undefined;
  });
}

function isRunning({ status }: Pod): boolean {
  const main = status?.containerStatuses?.find(({ name }) => name === CONTAINERS.main);
  return 'running' in (main?.state ?? {});
}

function isTreeMissing({ status }: Pod): boolean {
  const check = status?.initContainerStatuses?.find(({ name }) => name === CHECK_CONTAINER);
  return check?.state?.terminated?.exitCode === MISSING_TREE_EXIT_CODE;
}

function missingTree({ tree, claim }: RunShellOptions): UserError {
  return new UserError(
    `${treePath(tree)} does not exist on claim ${claim.claimName}: the task has not run there yet, or the tree was deleted. For the tree of another run, use --run.`,
  );
}

/** Runs the command in the pod. Returns its exit code. */
async function execute({ name, namespace, command, isTerminal, signal }: RunShellOptions): Promise<number> {
  const flags = [`--namespace=${namespace}`, `--container=${CONTAINERS.main}`, '--stdin'];
  const child = spawn('kubectl', ['exec', name, ...flags, ...(isTerminal ? ['--tty'] : []), '--', ...command], {
    stdio: 'inherit',
    signal,
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

/** Deletes the pod. It does not wait until the pod has ended. */
async function deletePod(name: string, { namespace, note }: RunShellOptions): Promise<void> {
  const args = ['delete', 'pod', name, '--ignore-not-found', '--wait=false', `--namespace=${namespace}`];
  // Detached, so that a second Ctrl-C does not stop it.
  const child = spawn('kubectl', args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) note(`pod ${name} was not deleted; it ends ${MAX_SHELL_SECONDS / 3600} hours after its start`);
}
