/** The fields of a pod that `apply` reads. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly initContainers?: readonly { name: string; restartPolicy?: string }[];
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

interface ContainerStatus {
  readonly name: string;
  readonly state?: {
    readonly waiting?: { reason?: string; message?: string };
    readonly terminated?: { exitCode: number; reason?: string; message?: string };
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

/** Returns why a pod does not start, or failed; `undefined` if it has no problem. */
export function podProblem({ spec, status = {} }: Pod): PodProblem | undefined {
  if (status.reason) return { reason: status.reason, message: withDetail(status.reason, status.message) };

  const sidecars = new Set(
    spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name),
  );
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { name, state } of containers) {
    const { terminated, waiting } = state ?? {};
    if (terminated && terminated.exitCode !== 0 && !sidecars.has(name)) return containerFailure(name, terminated);
    if (waiting?.reason && !/^(PodInitializing|ContainerCreating)$/.test(waiting.reason)) {
      return { reason: waiting.reason, message: withDetail(`${name}: ${waiting.reason}`, waiting.message) };
    }
  }
  // Sidecars of a pod that has started are stopped when `main` ends.
  const ended = status.phase === 'Pending' ? containers.find(isEnded(sidecars)) : undefined;
  if (ended) return sidecarFailure(ended.name, ended.state!.terminated!);

  const unscheduled = status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (!unscheduled?.reason) return undefined;
  return { reason: unscheduled.reason, message: withDetail(unscheduled.reason, unscheduled.message) };
}

function isEnded(names: ReadonlySet<string>): (status: ContainerStatus) => boolean {
  return ({ name, state }) => names.has(name) && state?.terminated !== undefined;
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
    reason: 'Failed',
    message: withDetail(`${container} failed with ${reason === 'Error' ? code : `${reason}, ${code}`}`, message),
    containerWithoutMessage: message ? undefined : container,
  };
}

/** Returns `text: detail`, or `text` if there is no detail. */
export function withDetail(text: string, detail?: string): string {
  return detail?.trim() ? `${text}: ${detail.trim()}` : text;
}
