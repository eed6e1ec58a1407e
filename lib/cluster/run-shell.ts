import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CONTAINERS, treePath } from '../kubernetes/names';
import { UserError } from '../user-error';
import { podProblem, type Pod } from './pod';
import { CHECK_CONTAINER, MISSING_TREE_EXIT_CODE, shellPod, type ShellPodProps } from './shell-pod';
import { withPod, type PodOptions } from './with-pod';

export interface RunShellOptions extends ShellPodProps, Omit<PodOptions, 'explain'> {
  /** The command to run, and its arguments. */
  readonly command: readonly string[];
  /** Whether the standard input is a terminal. */
  readonly isTerminal: boolean;
}

/**
 * Creates a pod that mounts a tree, runs a command in it with the standard streams of this process, and deletes the pod.
 *
 * @returns the exit code of the command
 * @throws {UserError} if the tree does not exist, or the pod does not start
 */
export async function runShell(options: RunShellOptions): Promise<number> {
  const explain = (pod: Pod): void => explainStart(pod, options);
  return withPod(shellPod(options), { ...options, explain }, () => execute(options));
}

/** @throws {UserError} if the tree does not exist, or the image has no shell */
function explainStart(pod: Pod, options: RunShellOptions): void {
  if (isTreeMissing(pod)) throw missingTree(options);
  const problem = podProblem(pod);
  if (problem && pod.status?.phase === 'Failed') {
    throw new UserError(
      `${problem.message}\nThe image ${options.image} must have sh and sleep: name another one with --image`,
    );
  }
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
