import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dnsName } from '../../../lib/kubernetes/names';
import type { GitServer } from './git-server';
import { useOtherScripts } from './other-scripts';
import { HOST } from './parameters';
import { run } from './run';

interface Condition {
  readonly type: string;
  readonly status: string;
}
export interface Job {
  readonly metadata: { readonly name: string; readonly uid: string; readonly labels: Record<string, string> };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: { readonly command?: string[] }[];
        readonly volumes: { readonly configMap?: { readonly name: string } }[];
      };
    };
  };
  readonly status: { readonly conditions?: Condition[] };
}
export interface Application {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly sync: { readonly status: string };
    readonly health: { readonly status: string };
    readonly operationState?: { readonly phase: string; readonly message?: string };
  };
}
export interface Task {
  readonly taskId: string;
  readonly [field: string]: unknown;
}

const MAX_WAIT_MILLISECONDS = 300_000;
const CONTROLLERS_NAMESPACE = 'argocd';
const HEALTH_CHECK_KEY = 'resource.customizations.health.batch_Job';

/** A list whose `dist/` Argo CD applies from a repository. Each commit is a new state of the list. */
export class ArgoCd {
  namespace: string;
  private readonly earlierNamespaces: string[] = [];
  private readonly name = `e2e-${randomBytes(4).toString('hex')}`;
  private readonly repository = `${this.name}.git`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'e2e-argo-cd-'));
  private tasks: readonly Task[] = [];
  private readonly otherManifests = new Map<string, string>();
  private lineOfOtherScripts?: string;
  private scriptsName?: string;

  constructor(
    private readonly server: GitServer,
    private defaults: object,
  ) {
    this.namespace = `keruta-${this.name}`;
  }

  /** Adds tasks to the list, or replaces those of the same ID. */
  async commit(...tasks: readonly Task[]): Promise<void> {
    const ids = new Set(tasks.map(({ taskId }) => taskId));
    this.tasks = [...this.tasks.filter(({ taskId }) => !ids.has(taskId)), ...tasks];
    await this.publish();
  }

  async removeTasks(...ids: readonly string[]): Promise<void> {
    this.tasks = this.tasks.filter(({ taskId }) => !ids.includes(taskId));
    await this.publish();
  }

  /** Changes the defaults of all tasks, as an upgrade of this project can do. */
  async upgrade(defaults: object): Promise<void> {
    this.defaults = { ...this.defaults, ...defaults };
    await this.publish();
  }

  /** Changes the scripts, as an upgrade of this project does: they log `line`. Returns the name of the ConfigMap. */
  async upgradeScripts(line: string): Promise<string> {
    this.lineOfOtherScripts = line;
    await this.publish();
    return this.scriptsName!;
  }

  /** Commits a manifest that no list has. */
  async commitManifest(path: string, manifest: object): Promise<void> {
    this.otherManifests.set(path, JSON.stringify(manifest));
    await this.publish();
  }

  /** Applies the guard and the ApplicationSet, as a user does once. */
  async install(): Promise<void> {
    await run('kubectl', ['create', 'namespace', this.namespace]);
    for (const part of ['-project', '-namespace', '']) await this.applyArgoCdFile(part);
  }

  /** Commits the list with another namespace. The Applications keep the earlier one until `applyApplicationSet`. */
  async setNamespace(namespace: string): Promise<void> {
    this.earlierNamespaces.push(this.namespace);
    this.namespace = namespace;
    await this.publish();
  }

  async applyApplicationSet(): Promise<void> {
    await this.applyArgoCdFile('');
  }

  /** Adds the health check of Jobs to the settings of Argo CD, or removes it. Returns whether they had it. */
  async setHealthCheck(isInstalled: boolean): Promise<boolean> {
    const settings = (verb: string, ...args: readonly string[]): Promise<string> =>
      run('kubectl', [`--namespace=${CONTROLLERS_NAMESPACE}`, verb, 'configmap', 'argocd-cm', ...args]);
    const { data = {} } = JSON.parse(await settings('get', '--output=json')) as { data?: object };
    const patch = isInstalled
      ? `--patch-file=${join(this.folder, 'dist/argo-cd/job-health-check.patch')}`
      : `--patch=${JSON.stringify({ data: { [HEALTH_CHECK_KEY]: null } })}`;
    await settings('patch', '--type=merge', patch);
    return HEALTH_CHECK_KEY in data;
  }

  /** Makes the project allow these namespaces, and no other. */
  async allowNamespaces(...namespaces: readonly string[]): Promise<void> {
    const spec = {
      destinations: namespaces.map((namespace) => ({ server: 'https://kubernetes.default.svc', namespace })),
      clusterResourceWhitelist: namespaces.map((name) => ({ group: '', kind: 'Namespace', name })),
    };
    const patch = `--patch=${JSON.stringify({ spec })}`;
    await run('kubectl', [
      `--namespace=${CONTROLLERS_NAMESPACE}`,
      'patch',
      'appproject',
      this.name,
      '--type=merge',
      patch,
    ]);
  }

  async remove(): Promise<void> {
    await run('kubectl', [`--namespace=${CONTROLLERS_NAMESPACE}`, 'delete', 'applicationset', this.name]);
    await this.kubectl('delete', 'jobs', '--all');
    await this.eventually(async () => {
      expect(await this.applications()).toEqual([]);
    });
    await run('kubectl', [`--namespace=${CONTROLLERS_NAMESPACE}`, 'delete', 'appproject', this.name]);
    await run('kubectl', ['delete', 'namespace', this.namespace, ...this.earlierNamespaces, '--ignore-not-found']);
    rmSync(this.folder, { recursive: true });
  }

  kubectl(...args: string[]): Promise<string> {
    return run('kubectl', [`--namespace=${this.namespace}`, ...args]);
  }

  /** Repeats a check until it passes. Makes Argo CD look for new commits, which it does only every few minutes. */
  async eventually(check: () => Promise<void>): Promise<void> {
    const end = Date.now() + MAX_WAIT_MILLISECONDS;
    for (;;) {
      await this.refresh();
      try {
        return await check();
      } catch (error) {
        if (Date.now() > end) throw error;
      }
      await sleep(2000);
    }
  }

  async jobs(): Promise<Record<string, Job>> {
    const { items } = JSON.parse(await this.kubectl('get', 'jobs', '--output=json')) as { items: Job[] };
    return Object.fromEntries(items.map((job) => [job.metadata.name, job]));
  }

  /** Returns Complete, Failed or Running for each Job whose name, without `keruta-job-`, starts with a prefix. */
  async states(...prefixes: readonly string[]): Promise<Record<string, string>> {
    const jobs = Object.entries(await this.jobs()).filter(([name]) =>
      prefixes.some((prefix) => name.startsWith(`keruta-job-${prefix}`)),
    );
    return Object.fromEntries(jobs.map(([name, { status }]) => [name.replace('keruta-job-', ''), stateOf(status)]));
  }

  /** Returns the names of the Jobs and claims of a namespace. */
  async jobsAndClaims(namespace: string): Promise<string[]> {
    return (await run('kubectl', [`--namespace=${namespace}`, 'get', 'jobs,pvc', '--output=name'])).trim().split('\n');
  }

  async claims(): Promise<string[]> {
    return (await this.kubectl('get', 'pvc', '--output=name')).trim().split('\n');
  }

  async configMaps(): Promise<string[]> {
    return (await this.kubectl('get', 'configmaps', '--output=jsonpath={.items[*].metadata.name}')).split(' ');
  }

  /** Returns "Synced Healthy", for example, for each Application, by its name without the prefix. */
  async applicationStates(): Promise<Record<string, string>> {
    const applications = await this.applications();
    return Object.fromEntries(
      applications.map(({ metadata, status }) => [
        metadata.name.slice(this.name.length + 1),
        `${status.sync.status} ${status.health.status}`,
      ]),
    );
  }

  async application(root: string): Promise<Application> {
    const name = this.applicationName(root);
    const application = (await this.applications()).find(({ metadata }) => metadata.name === name);
    if (!application) throw new Error(`no Application ${name}`);
    return application;
  }

  /** Ends the sync that waits for a task, as `argocd app terminate-op` does. */
  async terminate(root: string): Promise<void> {
    const patch = JSON.stringify({ status: { operationState: { phase: 'Terminating' } } });
    const name = `applications/${this.applicationName(root)}`;
    await run('kubectl', [`--namespace=${CONTROLLERS_NAMESPACE}`, 'patch', name, '--type=merge', `--patch=${patch}`]);
  }

  private async applyArgoCdFile(suffix: string): Promise<void> {
    const manifest = join(this.folder, 'dist/argo-cd', `${this.name}${suffix}.k8s.yaml`);
    await run('kubectl', ['apply', `--filename=${manifest}`]);
  }

  private applicationName(root: string): string {
    return `${this.name}-task-${dnsName(root)}`;
  }

  private async applications(): Promise<Application[]> {
    const list = await run('kubectl', [`--namespace=${CONTROLLERS_NAMESPACE}`, 'get', 'applications', '--output=json']);
    const { items } = JSON.parse(list) as { items: Application[] };
    return items.filter(({ metadata }) => metadata.name.startsWith(`${this.name}-`));
  }

  private async refresh(): Promise<void> {
    const annotate = (...args: string[]): Promise<string> =>
      run('kubectl', [`--namespace=${CONTROLLERS_NAMESPACE}`, 'annotate', '--overwrite', ...args]);
    const names = (await this.applications()).map(({ metadata }) => metadata.name);
    // Some may be deleted meanwhile.
    await Promise.allSettled([
      annotate('applicationset', this.name, 'argocd.argoproj.io/application-set-refresh=true'),
      annotate('application', ...names, 'argocd.argoproj.io/refresh=normal'),
    ]);
  }

  private async publish(): Promise<void> {
    const [tasks, dist] = [join(this.folder, 'tasks.json'), join(this.folder, 'dist')];
    const guard = { egress: { cidrs: [`${HOST}/32`] }, quota: { pods: '100' }, maxResources: { cpu: '8' } };
    const argoCd = { repoURL: this.server.httpUrl(this.repository), name: this.name, guard, jobHealthCheck: true };
    writeFileSync(
      tasks,
      JSON.stringify({ namespace: this.namespace, argoCd, defaults: this.defaults, tasks: this.tasks }),
    );
    rmSync(dist, { recursive: true, force: true });
    await run('npm', ['run', '--silent', 'synth', '--', '--file', tasks, '--output', dist]);
    for (const [path, manifest] of this.otherManifests) {
      mkdirSync(join(dist, dirname(path)), { recursive: true });
      writeFileSync(join(dist, path), manifest);
    }
    if (this.lineOfOtherScripts) this.scriptsName = useOtherScripts(dist, this.lineOfOtherScripts);
    await this.server.commitFolder(this.repository, this.folder);
  }
}

function stateOf({ conditions = [] }: Job['status']): string {
  return (
    conditions.find(({ type, status }) => status === 'True' && /^(Complete|Failed)$/.test(type))?.type ?? 'Running'
  );
}
