import { isFailureAllowed } from '../kubernetes/allow-failure';
import type { Style } from '../paint';
import { UserError } from '../user-error';
import type { Cluster } from './cluster';
import { endCondition, type Job } from './job';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { ManifestFolder } from './manifest-folder';
import { lastPodProblem, mainContainerOf, terminationMessage, withDetail, type Pod } from './pod';
import { CONTAINERS } from '../kubernetes/names';

/** Prints lines of progress, in a style if they say how an object has ended. */
export type Log = (text: string, style?: Style) => void;

/** Applies the objects of a folder that are not Jobs. Returns whether all succeeded; logs those that failed. */
export function applyObjects({ objects }: ManifestFolder, cluster: Cluster, log: Log): Promise<boolean> {
  return forAll(objects, log, async (object) => log(await cluster.apply(object)));
}

/**
 * Runs the Jobs of a folder wave by wave, until one fails whose failure is not allowed. Returns whether all have ended
 * without such a failure; logs those that failed.
 */
export async function runJobs({ waves }: ManifestFolder, cluster: Cluster, log: Log): Promise<boolean> {
  for (const wave of waves) {
    if (!(await forAll(wave, log, (job) => endJob(job, cluster, log)))) return false;
  }
  return true;
}

/** Performs a step for all manifests at the same time. Returns whether all steps succeeded. */
async function forAll(
  manifests: readonly KubernetesObject[],
  log: Log,
  step: (manifest: KubernetesObject) => Promise<void>,
): Promise<boolean> {
  const steps = manifests.map(async (manifest) => {
    try {
      await step(manifest);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log(withDetail(`${title(manifest)} failed`, error.message), 'red');
      return false;
    }
  });
  return (await Promise.all(steps)).every(Boolean);
}

/**
 * Creates a Job if it does not exist, and waits until it has ended.
 *
 * @throws {UserError} if it fails and its failure is not allowed
 */
async function endJob(manifest: KubernetesObject, cluster: Cluster, log: Log): Promise<void> {
  const { name } = manifest.metadata;
  const existing = cluster.jobs.get(name);
  if (existing && endCondition(existing)) {
    await reportEnd(manifest, existing, { cluster, log, completed: 'is already complete' });
    return;
  }
  if (existing) log(`${title(manifest)} is already running`);
  const { uid } = (existing ?? (await createJob(manifest, cluster, log))).metadata;
  if (cluster.dryRun) return;

  const report = (problem: string): void => log(`${title(manifest)}: ${problem}`);
  const ended = await cluster.problems.reportDuring(uid, report, cluster.jobs.waitForEnd(name));
  await reportEnd(manifest, ended, { cluster, log, completed: `completed after ${durationSeconds(ended)} s` });
  if (isPush(manifest) && endCondition(ended)?.type === 'Complete') log(await pushedCommit(name, cluster));
}

interface ReportOptions {
  readonly cluster: Cluster;
  readonly log: Log;
  /** What is logged of a Job that did not fail. */
  readonly completed: string;
}

/**
 * Logs how a Job has ended. The manifest says whether it may fail: the Job in the cluster can be older.
 *
 * @throws {UserError} if it failed and its failure is not allowed
 */
async function reportEnd(
  manifest: KubernetesObject,
  job: Job,
  { cluster, log, completed }: ReportOptions,
): Promise<void> {
  const failure = await findFailure(job, cluster);
  if (failure === undefined) log(`${title(manifest)} ${completed}`, 'green');
  else if (isFailureAllowed(manifest)) log(withDetail(`${title(manifest)} failed (allowed)`, failure), 'yellow');
  else throw new UserError(failure);
}

/** Whether the containers of a Job push: they have a termination message of this project. */
function isPush({ spec }: KubernetesObject & { readonly spec?: { readonly template?: Pick<Pod, 'spec'> } }): boolean {
  return mainContainerOf(spec?.template ?? {}) === CONTAINERS.push;
}

/** Returns what the last pod of a Job pushed. A user may have no right to read pods. */
async function pushedCommit(jobName: string, cluster: Cluster): Promise<string> {
  const pods = await cluster.podsOf(jobName).catch(() => []);
  return pods.map((pod) => terminationMessage(pod, CONTAINERS.push)).findLast(Boolean) ?? '';
}

/** Creates a Job, after it deleted the Jobs of earlier runs of the task. */
async function createJob(manifest: KubernetesObject, cluster: Cluster, log: Log): Promise<Job> {
  for (const earlier of cluster.jobs.earlierRuns(manifest)) {
    log(`job.batch/${earlier} belongs to an earlier run: deleting it`);
    log(await cluster.deleteJob(earlier));
  }
  const { job, warnings } = await cluster.createJob(manifest);
  log(warnings);
  log(`${title(manifest)} created${cluster.dryRun ? ' (server dry run)' : ''}`);
  return job;
}

/** Returns why a Job failed: its condition, and the problem of its last pod. Returns `undefined` if it did not fail. */
async function findFailure(job: Job, cluster: Cluster): Promise<string | undefined> {
  const { type, reason = '', message } = endCondition(job) ?? {};
  if (type !== 'Failed') return undefined;
  const lines = await lastPodFailure(job, cluster).catch((error: Error) => [error.message]);
  return [withDetail(reason, message), ...lines].join('\n');
}

/** Returns lines about the last pod of a Job that has a problem. */
async function lastPodFailure(job: Job, cluster: Cluster): Promise<string[]> {
  const last = lastPodProblem(await cluster.podsOf(job.metadata.name));
  if (!last) return [];
  const { pod, problem } = last;
  const line = `${pod.metadata.name}: ${problem.message}`;
  const container = problem.containerWithoutMessage;
  return container ? [line, await cluster.lastLogLines(pod.metadata.name, container)] : [line];
}

function title({ kind, metadata: { name } }: KubernetesObject): string {
  return kind === 'Job' ? `job.batch/${name}` : `${kind.toLowerCase()}/${name}`;
}

function durationSeconds({ status = {} }: Job): number {
  return (Date.parse(status.completionTime ?? '') - Date.parse(status.startTime ?? '')) / 1000;
}
