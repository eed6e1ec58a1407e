import type { Cluster } from './cluster';
import type { Folder, Manifest } from './manifest-folder';
import { outcome, type Job } from './jobs';
import { sentence, trouble } from './pods';

type Say = (text: string) => void;

/** Applies a folder's claims. Says whether all went well; what went wrong has been said, not thrown. */
export async function applyClaims({ claims }: Folder, cluster: Cluster, say: Say): Promise<boolean> {
  return all(claims, async (claim) => say(await cluster.apply(claim)), say);
}

/** Runs a folder's Jobs wave by wave, up to one that fails. Says whether all are complete; throws nothing either. */
export async function runJobs({ waves }: Folder, cluster: Cluster, say: Say): Promise<boolean> {
  for (const wave of waves) {
    if (!(await all(wave, (job) => complete(job, cluster, say), say))) return false;
  }
  return true;
}

/** Takes a step for each manifest side by side; a step that throws says why and stops no other. */
async function all(
  manifests: readonly Manifest[],
  step: (manifest: Manifest) => Promise<void>,
  say: Say,
): Promise<boolean> {
  const steps = manifests.map(async (manifest) => {
    try {
      await step(manifest);
      return true;
    } catch (error) {
      say(sentence(`${title(manifest)} failed`, (error as Error).message));
      return false;
    }
  });
  return (await Promise.all(steps)).every(Boolean);
}

/** Sees to it that a Job is complete; one that is there already is left as it is. Throws where it fails. */
async function complete(manifest: Manifest, cluster: Cluster, say: Say): Promise<void> {
  const { name } = manifest.metadata;
  const there = cluster.jobs.get(name);
  if (there && outcome(there)) {
    await throwIfFailed(there, cluster);
    say(`${title(manifest)} is complete already`);
    return;
  }
  if (there) say(`${title(manifest)} is running already`);
  const { uid } = (there ?? (await start(manifest, cluster, say))).metadata;
  if (cluster.dryRun) return;

  const tell = (text: string): void => say(`${title(manifest)}: ${text}`);
  const ended = await cluster.troubles.during(uid, tell, cluster.jobs.ended(name));
  await throwIfFailed(ended, cluster);
  say(`${title(manifest)} complete after ${seconds(ended)} s`);
}

/** Creates a Job, after the Jobs of its task's earlier runs are gone. */
async function start(manifest: Manifest, cluster: Cluster, say: Say): Promise<Job> {
  for (const earlier of cluster.jobs.earlierRuns(manifest)) {
    say(`job.batch/${earlier} is an earlier run: deleting it`);
    say(await cluster.deleteJob(earlier));
  }
  const { job, warnings } = await cluster.create(manifest);
  say(warnings);
  say(`${title(manifest)} created${cluster.dryRun ? ' (server dry run)' : ''}`);
  return job;
}

/** Throws what Kubernetes says of a Job that has failed, and what its last pod left behind. */
async function throwIfFailed(job: Job, cluster: Cluster): Promise<void> {
  const { type, reason = '', message } = outcome(job) ?? {};
  if (type !== 'Failed') return;
  const lines = await leftBehind(job, cluster).catch((error: Error) => [error.message]);
  throw new Error([sentence(reason, message), ...lines].join('\n'));
}

/** What went wrong in the last pod of a Job in which something did. */
async function leftBehind(job: Job, cluster: Cluster): Promise<string[]> {
  const pod = (await cluster.pods(job.metadata.name)).findLast(trouble);
  const found = pod && trouble(pod);
  if (!found) return [];
  const line = `${pod.metadata.name}: ${found.message}`;
  return found.silentContainer ? [line, await cluster.log(pod.metadata.name, found.silentContainer)] : [line];
}

function title({ kind, metadata: { name } }: Manifest): string {
  return kind === 'Job' ? `job.batch/${name}` : `${kind.toLowerCase()}/${name}`;
}

function seconds({ status = {} }: Job): number {
  return (Date.parse(status.completionTime ?? '') - Date.parse(status.startTime ?? '')) / 1000;
}
