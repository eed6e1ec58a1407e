import type { Manifest } from './manifest-folder';
import { Jobs, type Job } from './jobs';
import { kubectl, type Output } from './kubectl';
import type { Pod } from './pods';
import { Troubles } from './pod-problems';

export interface ClusterOptions {
  /** Has the API server check each change and make none. */
  readonly dryRun: boolean;
  /** Ends the watches. */
  readonly signal: AbortSignal;
  readonly onTrouble: (reason: string) => void;
}

/** A namespace of the cluster that kubectl speaks to. */
export class Cluster {
  /** Of the namespace that kubectl applies `manifest` in. Throws where the cluster does not answer. */
  static async of(manifest: Manifest, { dryRun, ...follower }: ClusterOptions): Promise<Cluster> {
    const { stdout: namespace } = await kubectl(
      ['create', '--filename=-', '--dry-run=client', '--validate=false', '--output=jsonpath={.metadata.namespace}'],
      JSON.stringify(manifest),
    );
    const jobs = await Jobs.watch(namespace, follower);
    return new Cluster(namespace, jobs, await Troubles.watch(namespace, follower), dryRun);
  }

  private constructor(
    private readonly namespace: string,
    readonly jobs: Jobs,
    readonly troubles: Troubles,
    readonly dryRun: boolean,
  ) {}

  /** Gives kubectl's lines. */
  async apply(manifest: Manifest): Promise<string> {
    const { stdout, stderr } = await this.change(['apply', '--filename=-'], manifest);
    return stderr + stdout;
  }

  /** Gives the new Job, and kubectl's warnings. */
  async create(manifest: Manifest): Promise<{ job: Job; warnings: string }> {
    const { stdout, stderr } = await this.change(['create', '--filename=-', '--output=json'], manifest);
    return { job: JSON.parse(stdout) as Job, warnings: stderr };
  }

  /** Deletes a Job and waits until it and its pods are gone. Gives kubectl's lines. */
  async deleteJob(name: string): Promise<string> {
    return (await this.change(['delete', 'job', name, '--ignore-not-found', '--cascade=foreground'])).stdout;
  }

  /** A Job's pods, the oldest first. */
  async pods(job: string): Promise<Pod[]> {
    const selector = `--selector=batch.kubernetes.io/job-name=${job}`;
    const { stdout } = await this.kubectl([
      'get',
      'pods',
      selector,
      '--sort-by=.metadata.creationTimestamp',
      '--output=json',
    ]);
    return (JSON.parse(stdout) as { items: Pod[] }).items;
  }

  /** The end of a container's log. */
  async log(pod: string, container: string): Promise<string> {
    return (await this.kubectl(['logs', pod, `--container=${container}`, '--tail=5'])).stdout;
  }

  private change(args: readonly string[], manifest?: Manifest): Promise<Output> {
    return this.kubectl([...args, ...(this.dryRun ? ['--dry-run=server'] : [])], manifest);
  }

  private kubectl(args: readonly string[], manifest?: Manifest): Promise<Output> {
    return kubectl([...args, `--namespace=${this.namespace}`], manifest && JSON.stringify(manifest));
  }
}
