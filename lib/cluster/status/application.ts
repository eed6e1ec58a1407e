import { DEFAULTS } from '../../constructs/defaults';
import { dnsName, jobName } from '../../kubernetes/names';
import type { ArgoCd, Chain } from '../../task-list';
import { applicationName, APPLICATION_PREFIXES } from '../../validation/argo-cd';
import type { ApplicationStatus } from './list-status';

/** The fields of an Application of Argo CD that `status` reads. */
export interface Application {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly status?: {
    readonly sync?: { readonly status?: string };
    readonly health?: { readonly status?: string };
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[];
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly syncResult?: { readonly resources?: readonly SyncedResource[] };
    };
  };
}

interface SyncedResource {
  readonly kind: string;
  readonly name: string;
  /** Phase of the resource in the sync, such as `Running`. */
  readonly hookPhase?: string;
}

/** Returns the API URL of the Applications that belong to a list. */
export function applicationsUrl({ namespace = DEFAULTS.argoCd.namespace }: ArgoCd): string {
  return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications`;
}

/** Returns what Argo CD reports about the Application of a chain. */
export function applicationStatus(
  chain: Chain,
  { name: setName = DEFAULTS.argoCd.name }: ArgoCd,
  applications: ReadonlyMap<string, Application>,
): ApplicationStatus {
  const name = applicationName(setName, APPLICATION_PREFIXES.tasks, dnsName(chain.root.task.taskId));
  const application = applications.get(name);
  if (!application) return { name, exists: false };
  const { sync, health, conditions, operationState } = application.status ?? {};
  // The message of the last sync has more about its error.
  const error = conditions?.find(({ type }) => type.endsWith('Error') && type !== 'SyncError');
  return {
    name,
    exists: true,
    sync: sync?.status,
    health: health?.status,
    phase: operationState?.phase,
    message: error?.message ?? operationState?.message,
    wave: blockingWave(chain, operationState?.syncResult?.resources),
  };
}

/** Returns the lowest wave with a Job that has not passed in the last sync. */
function blockingWave({ tasks }: Chain, resources: readonly SyncedResource[] = []): number | undefined {
  const names = new Set(
    resources
      .filter(({ kind, hookPhase = '' }) => kind === 'Job' && !/^(|Succeeded)$/.test(hookPhase))
      .map(({ name }) => name),
  );
  // The tasks of a chain are sorted by wave.
  return tasks.find(({ task }) => names.has(jobName(task.taskId, task.run ?? DEFAULTS.run)))?.wave;
}
