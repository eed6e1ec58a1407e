import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { podSecurityLabels } from '../../../lib/kubernetes/names';
import type { PodSecurityLevel } from '../../../lib/validation/pod-security';
import { Program, run } from './run';

export interface Pod {
  readonly metadata: { readonly name: string };
}

/** A namespace of the cluster that enforces a level of Pod Security. */
export class Namespace {
  static async create(level: PodSecurityLevel = 'restricted'): Promise<Namespace> {
    const namespace = new Namespace(`keruta-e2e-${randomBytes(4).toString('hex')}`);
    const labels = podSecurityLabels(level);
    await namespace.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace.name, labels } });
    return namespace;
  }

  private readonly folder = mkdtempSync(join(tmpdir(), 'e2e-'));
  private readonly tasks = join(this.folder, 'tasks.json');

  private constructor(readonly name: string) {}

  async remove(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.kubectl('delete', 'namespace', this.name);
  }

  kubectl(...args: string[]): Promise<string> {
    return run('kubectl', [`--namespace=${this.name}`, ...args]);
  }

  async create(object: object): Promise<void> {
    const file = join(this.folder, 'object.json');
    writeFileSync(file, JSON.stringify(object));
    await this.kubectl('create', '--filename', file);
  }

  async createSecret(name: string, stringData: Readonly<Record<string, string>>): Promise<void> {
    await this.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData });
  }

  async createConfigMap(name: string, data: Readonly<Record<string, string>>): Promise<void> {
    await this.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
  }

  async createClaim(name: string): Promise<void> {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    await this.create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec });
  }

  /** Returns the name of the cluster's default StorageClass. */
  async defaultStorageClass(): Promise<string> {
    const { items } = JSON.parse(await this.kubectl('get', 'storageclasses', '--output=json')) as {
      items: { metadata: { name: string; annotations?: Record<string, string> } }[];
    };
    const isDefault = 'storageclass.kubernetes.io/is-default-class';
    return items.find(({ metadata }) => metadata.annotations?.[isDefault] === 'true')!.metadata.name;
  }

  /** Synthesizes a list for this namespace. Returns the folder with the manifests. */
  async synth(list: object): Promise<string> {
    const dist = mkdtempSync(join(this.folder, 'dist-'));
    writeFileSync(this.tasks, JSON.stringify({ ...list, namespace: this.name }));
    await run('npm', ['run', '--silent', 'synth', '--', '--file', this.tasks, '--output', dist]);
    return dist;
  }

  /** Starts a command that works with the list that was synthesized last. */
  start(command: string, ...args: string[]): Program {
    return new Program('npm', ['run', '--silent', command, '--', '--file', this.tasks, ...args]);
  }

  /** Synthesizes a list and starts to apply it as users do. */
  async apply(list: object): Promise<Program> {
    const dist = await this.synth(list);
    const folders = ['repositories', 'tasks']
      .map((kind) => join(dist, kind))
      .filter((kind) => existsSync(kind))
      .flatMap((kind) => readdirSync(kind).map((name) => join(kind, name)));
    return new Program('npm', ['run', '--silent', 'apply', '--', ...folders]);
  }

  /** Applies a list until all its tasks are complete. Returns the output. */
  async complete(list: object): Promise<string> {
    return ended(await this.apply(list), 0);
  }

  /** Applies a list of which a task fails. Returns the output. */
  async fail(list: object): Promise<string> {
    return ended(await this.apply(list), 1);
  }

  /** Returns the names of a Job's pods, the oldest first. */
  async pods(job: string): Promise<string[]> {
    const selector = `--selector=batch.kubernetes.io/job-name=${job}`;
    const pods = await this.kubectl('get', 'pods', selector, '--sort-by=.metadata.creationTimestamp', '--output=json');
    return (JSON.parse(pods) as { items: Pod[] }).items.map(({ metadata }) => metadata.name);
  }

  /** Returns the log of a container of a Job's latest pod. */
  async log(job: string, container = 'main'): Promise<string> {
    return this.kubectl('logs', (await this.pods(job)).at(-1) ?? '', `--container=${container}`);
  }
}

async function ended(apply: Program, exitCode: number): Promise<string> {
  if ((await apply.exitCode) !== exitCode)
    throw new Error(`npm run apply did not end with ${exitCode}\n${apply.output}`);
  return apply.output;
}
