import { stripVTControlCharacters } from 'node:util';
import { JobProblems } from './job-problems';
import type { Job } from './job';
import { Jobs } from './jobs';
import { kubectl, type KubectlOutput } from './kubectl';
import { JOB_LABELS } from '../kubernetes/names';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { namespaceOf } from './namespace';
import type { Pod } from './pod';

const LOG_LINES = 5;

export interface ClusterOptions {
  /** Whether the API server validates each change and makes none. */
  readonly dryRun: boolean;
  /** Ends the watches. */
  readonly signal: AbortSignal;
  /** Is called if a watch fails, with the reason. */
  readonly onFailure: (reason: string) => void;
}

/** A namespace of the cluster that kubectl is configured for. */
export class Cluster {
  /**
   * Connects to the namespace that kubectl applies `manifest` in.
   *
   * @throws {UserError} if the cluster does not answer
   */
  static async connect(manifest: KubernetesObject, { dryRun, ...options }: ClusterOptions): Promise<Cluster> {
    const namespace = await namespaceOf(manifest);
    const jobs = await Jobs.watch(namespace, options);
    return new Cluster(namespace, jobs, await JobProblems.watch(namespace, options), dryRun);
  }

  private constructor(
    private readonly namespace: string,
    readonly jobs: Jobs,
    readonly problems: JobProblems,
    readonly dryRun: boolean,
  ) {}

  /** Applies an object. Returns the output of kubectl. */
  async apply(manifest: KubernetesObject): Promise<string> {
    const { stdout, stderr } = await this.change(['apply', '--filename=-'], manifest);
    return stderr + stdout;
  }

  /** Creates a Job. Returns it, and the warnings of kubectl. */
  async createJob(manifest: KubernetesObject): Promise<{ job: Job; warnings: string }> {
    const { stdout, stderr } = await this.change(['create', '--filename=-', '--output=json'], manifest);
    return { job: JSON.parse(stdout) as Job, warnings: stderr };
  }

  /** Deletes a Job and waits until it and its pods do not exist any more. Returns the output of kubectl. */
  async deleteJob(name: string): Promise<string> {
    return (await this.change(['delete', 'job', name, '--ignore-not-found', '--cascade=foreground'])).stdout;
  }

  /** Returns the pods of a Job, the oldest first. */
  async podsOf(job: string): Promise<Pod[]> {
    const selector = `--selector=${JOB_LABELS.jobName}=${job}`;
    const sort = '--sort-by=.metadata.creationTimestamp';
    const { stdout } = await this.kubectl(['get', 'pods', selector, sort, '--output=json']);
    return (JSON.parse(stdout) as { items: Pod[] }).items;
  }

  /** Returns the last lines of a container's log, without colours. */
  async lastLogLines(pod: string, container: string): Promise<string> {
    const { stdout } = await this.kubectl(['logs', pod, `--container=${container}`, `--tail=${LOG_LINES}`]);
    return stripVTControlCharacters(stdout);
  }

  private change(args: readonly string[], manifest?: KubernetesObject): Promise<KubectlOutput> {
    return this.kubectl([...args, ...(this.dryRun ? ['--dry-run=server'] : [])], manifest);
  }

  private kubectl(args: readonly string[], manifest?: KubernetesObject): Promise<KubectlOutput> {
    return kubectl([...args, `--namespace=${this.namespace}`], manifest && JSON.stringify(manifest));
  }
}
