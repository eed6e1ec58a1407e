import { CONTAINERS } from '../kubernetes/names';

/** The fields of a pod that the commands read. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly initContainers?: readonly {
      readonly name: string;
      readonly restartPolicy?: string;
      readonly env?: readonly { readonly name: string; readonly value?: string }[];
    }[];
    readonly containers?: readonly { name: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly state?: {
    readonly waiting?: { reason?: string; message?: string };
    readonly running?: { startedAt: string };
    readonly terminated?: { exitCode: number; reason?: string; message?: string; startedAt?: string };
  };
}

/** Why a pod does not start, or failed. */
export interface PodProblem {
  /** Stays the same while the problem stays the same. */
  readonly reason: string;
  readonly message: string;
  /** The container that failed without a termination message: its log may have the reason. */
  readonly containerWithoutMessage?: string;
}

/** Compares pods, so that the oldest is sorted first. */
export function byCreation({ metadata: a }: Pod, { metadata: b }: Pod): number {
  return Date.parse(a.creationTimestamp) - Date.parse(b.creationTimestamp);
}

/** Returns the last pod of a Job that has a problem, and the problem. The pods are sorted, the oldest first. */
export function lastPodProblem(pods: readonly Pod[]): { pod: Pod; problem: PodProblem } | undefined {
  const pod = pods.findLast(podProblem);
  const problem = pod && podProblem(pod);
  return problem && { pod, problem };
}

/** Returns why a pod does not start, or failed; `undefined` if it has no problem. */
export function podProblem(pod: Pod): PodProblem | undefined {
  const { status = {} } = pod;
  if (status.reason) return { reason: status.reason, message: withDetail(status.reason, status.message) };

  const sidecars = sidecarsOf(pod);
  const containers = containerStatuses(pod);
  for (const { name, state } of containers) {
    const { terminated, waiting } = state ?? {};
    if (terminated && terminated.exitCode !== 0 && !sidecars.has(name)) return containerFailure(name, terminated);
    if (waiting?.reason && !/^(PodInitializing|ContainerCreating)$/.test(waiting.reason)) {
      return { reason: waiting.reason, message: withDetail(`${name}: ${waiting.reason}`, waiting.message) };
    }
  }
  // Sidecars of a pod that has started are stopped when `main` ends.
  const ended =
    status.phase === 'Pending'
      ? containers.find((container) => sidecars.has(container.name) && isEnded(container))
      : undefined;
  if (ended) return sidecarFailure(ended.name, ended.state!.terminated!);

  const unscheduled = status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (!unscheduled?.reason) return undefined;
  return { reason: unscheduled.reason, message: withDetail(unscheduled.reason, unscheduled.message) };
}

/** Returns the states of all containers of a pod, the init containers first. */
export function containerStatuses({ status = {} }: Pod): ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

/** Returns the names of the sidecars of a pod. */
export function sidecarsOf({ spec }: Pod): ReadonlySet<string> {
  const sidecars = spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? [];
  return new Set(sidecars.map(({ name }) => name));
}

/** Returns the name of the container that does the work of a task: `push` if the task pushes, else `main`. */
export function mainContainerOf({ spec }: Pick<Pod, 'spec'>): string {
  return spec?.containers?.some(({ name }) => name === CONTAINERS.push) ? CONTAINERS.push : CONTAINERS.main;
}

/** Whether all containers of a pod have ended for good. */
export function isPodEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

export function isEnded({ state }: ContainerStatus): boolean {
  return state?.terminated !== undefined;
}

/** Returns the termination message of a container that has ended, if it wrote one. */
export function terminationMessage({ status = {} }: Pod, container: string): string | undefined {
  return status.containerStatuses?.find(({ name }) => name === container)?.state?.terminated?.message?.trim();
}

/** Kubernetes restarts the sidecar. If it always ends at once, `main` never starts. */
function sidecarFailure(sidecar: string, { exitCode }: Terminated): PodProblem {
  return {
    reason: `${sidecar} ended`,
    message: `the sidecar ${sidecar} ended with exit code ${exitCode} before main started, and is restarted: see its log`,
  };
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function containerFailure(container: string, { exitCode, reason = 'Error', message }: Terminated): PodProblem {
  const code = `exit code ${exitCode}`;
  return {
    reason,
    message: withDetail(`${container} failed with ${reason === 'Error' ? code : `${reason}, ${code}`}`, message),
    containerWithoutMessage: message ? undefined : container,
  };
}

/** Returns `text: detail`, or `text` if there is no detail. */
export function withDetail(text: string, detail?: string): string {
  return detail?.trim() ? `${text}: ${detail.trim()}` : text;
}
