/** What is read of a pod. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly status?: {
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

export interface Trouble {
  /** The same as long as it is the same trouble. */
  readonly kind: string;
  readonly message: string;
  /** The container that has failed and left no message of its own: its log may tell more. */
  readonly silentContainer?: string;
}

/** Why a pod does not start or has failed; `undefined` where it does and has not. */
export function trouble({ status = {} }: Pod): Trouble | undefined {
  if (status.reason) return { kind: status.reason, message: sentence(status.reason, status.message) };

  for (const { name, state } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
    const { terminated, waiting } = state ?? {};
    if (terminated && terminated.exitCode !== 0) return failure(name, terminated);
    if (waiting?.reason && !/^(PodInitializing|ContainerCreating)$/.test(waiting.reason)) {
      return { kind: waiting.reason, message: sentence(`${name}: ${waiting.reason}`, waiting.message) };
    }
  }

  const unscheduled = status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled?.reason) {
    return { kind: unscheduled.reason, message: sentence(unscheduled.reason, unscheduled.message) };
  }
  return undefined;
}

function failure(container: string, terminated: { exitCode: number; reason?: string; message?: string }): Trouble {
  const { exitCode, reason = 'Error', message } = terminated;
  const code = `exit code ${exitCode}`;
  return {
    kind: 'Failed',
    message: sentence(`${container} ended with ${reason === 'Error' ? code : `${reason}, ${code}`}`, message),
    silentContainer: message ? undefined : container,
  };
}

/** `what: detail`, or `what` where there is no detail. */
export function sentence(what: string, detail?: string): string {
  return detail?.trim() ? `${what}: ${detail.trim()}` : what;
}
