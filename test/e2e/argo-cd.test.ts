import { setTimeout as sleep } from 'node:timers/promises';
import { claimName, jobName } from '../../lib/kubernetes/names';
import { ArgoCd, type Job, type Task } from './support/argo-cd';
import { GitServer } from './support/git-server';
import { HOST, IMAGE } from './support/parameters';

let argoCd: ArgoCd;
let server: GitServer;

function root(taskId: string, fields: object = {}): Task {
  return { taskId, repoUrl: server.httpUrl('hello.git'), ...fields };
}

function child(taskId: string, parentTaskId: string, fields: object = {}): Task {
  return { taskId, parentTaskId, ...fields };
}

function sh(script: string): { command: string[] } {
  return { command: ['sh', '-euc', script] };
}

const FAIL = { ...sh('exit 1'), backoffLimit: 0 };
/** Runs until the file `go` exists in its tree. */
const WAIT = sh('until [ -e go ]; do sleep 1; done');

async function go(taskId: string): Promise<void> {
  await argoCd.kubectl('exec', `job/${jobName(taskId, 1)}`, '--container=main', '--', 'touch', 'go');
}

/** Waits until the Jobs whose names start with one of `prefixes` have the expected states. */
async function states(prefixes: string[], expected: Record<string, string>): Promise<void> {
  await argoCd.eventually(async () => {
    expect(await argoCd.states(...prefixes)).toEqual(expected);
  });
}

/** Waits until a task's main container runs. */
async function running(taskId: string): Promise<void> {
  await argoCd.eventually(async () => {
    const ready = await argoCd.kubectl('get', 'job', jobName(taskId, 1), '--output=jsonpath={.status.ready}');
    expect(ready).toBe('1');
  });
}

/** Suspends a Job that runs, and resumes it when Kubernetes has suspended it. */
async function suspendAndResume(taskId: string): Promise<void> {
  await running(taskId);
  const suspend = (value: boolean): Promise<string> =>
    argoCd.kubectl('patch', 'job', jobName(taskId, 1), '--type=merge', `--patch={"spec":{"suspend":${value}}}`);
  await suspend(true);
  await argoCd.kubectl('wait', `job/${jobName(taskId, 1)}`, '--for=condition=Suspended', '--timeout=60s');
  await suspend(false);
}

/** Whether the settings of Argo CD had the health check before the tests that need or remove it. */
let hadHealthCheck: boolean;

async function setHealthCheck(isInstalled: boolean): Promise<void> {
  hadHealthCheck = await argoCd.setHealthCheck(isInstalled);
}

async function restoreHealthCheck(): Promise<void> {
  await argoCd.setHealthCheck(hadHealthCheck);
}

async function operation(rootId: string): Promise<string | undefined> {
  return (await argoCd.application(rootId)).status.operationState?.phase;
}

(process.env.E2E_ARGOCD ? describe : describe.skip)("a task's life", () => {
  beforeAll(async () => {
    server = await GitServer.start(HOST);
    await server.commit('hello.git', { README: 'hello\n' });
    const defaults = { image: IMAGE, gitImage: IMAGE, command: ['true'], activeDeadlineSeconds: 1200 };
    argoCd = new ArgoCd(server, defaults);
    await argoCd.commit(root('other'));
    await argoCd.install();
  });

  afterAll(async () => {
    await argoCd?.remove();
    await server?.stop();
  });

  test('a new task runs, in a namespace that enforces Pod Security restricted', async () => {
    await states(['other'], { other: 'Complete' });
    const namespace = await argoCd.kubectl(
      'get',
      'namespace',
      argoCd.namespace,
      '--output=jsonpath={.metadata.labels}',
    );
    expect(JSON.parse(namespace)).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  });

  test('a failed task stops only its chain; a new run continues the chain', async () => {
    await argoCd.commit(
      root('fails-1'),
      child('fails-2', 'fails-1', FAIL),
      child('fails-3', 'fails-2'),
      root('otherwise'),
    );
    await states(['fails', 'otherwise'], { 'fails-1': 'Complete', 'fails-2': 'Failed', otherwise: 'Complete' });
    await argoCd.eventually(async () => expect(await operation('fails-1')).toBe('Failed'));

    await argoCd.commit(child('fails-2', 'fails-1', { run: 2 }));
    await states(['fails'], { 'fails-1': 'Complete', 'fails-2-run2': 'Complete', 'fails-3': 'Complete' });
  });

  test('a child that is added while its parent runs starts after it', async () => {
    await argoCd.commit(root('grows', WAIT), child('grows-a', 'grows'));
    await running('grows');
    await argoCd.commit(child('grows-b', 'grows'));
    await argoCd.eventually(async () =>
      expect((await argoCd.application('grows')).status.sync.status).toBe('OutOfSync'),
    );
    expect(await argoCd.states('grows')).toEqual({ grows: 'Running' });

    await go('grows');
    await states(['grows'], { grows: 'Complete', 'grows-a': 'Complete', 'grows-b': 'Complete' });
  });

  test('an edit or an upgrade does not change Jobs that have run, and the chain stays in sync', async () => {
    await argoCd.commit(root('edited'), child('edited-child', 'edited'));
    await states(['edited'], { edited: 'Complete', 'edited-child': 'Complete' });
    const before = await argoCd.jobs();

    await argoCd.upgrade({ tmpSize: '512Mi', labels: { team: 'web' } });
    await argoCd.commit(root('edited', sh('echo edited')));
    await argoCd.eventually(async () => {
      const { status } = await argoCd.application('edited');
      expect(status).toMatchObject({ sync: { status: 'Synced' }, health: { status: 'Healthy' } });
      for (const job of Object.values(await argoCd.jobs())) expect(job.metadata.labels).toMatchObject({ team: 'web' });
    });
    const after = await argoCd.jobs();
    for (const [name, { metadata, spec }] of Object.entries(before)) {
      expect(after[name]?.metadata.uid).toBe(metadata.uid);
      expect(after[name]?.spec.template).toEqual(spec.template);
    }
  });

  test('an upgrade of the scripts affects only new Jobs: others keep their scripts, even in retries', async () => {
    let attempts = 0;
    let isRepaired = false;
    server.answer('retries', () => {
      attempts += 1;
      return isRepaired ? 200 : 500;
    });
    const retries = { ...sh(`wget -q -O /dev/null ${server.httpUrl('retries')}`), backoffLimit: 6 };
    await argoCd.commit(root('upgrade-done'), root('upgrade-runs', WAIT), root('upgrade-retries', retries));
    await states(['upgrade-done'], { 'upgrade-done': 'Complete' });
    await running('upgrade-runs');
    await argoCd.eventually(() => Promise.resolve(expect(attempts).toBeGreaterThan(0)));
    const [before, [oldScripts]] = [await argoCd.jobs(), scriptsOf(await argoCd.jobs())];

    const newScripts = await argoCd.upgradeScripts('these are the new scripts');
    await argoCd.commit(root('upgrade-new'));
    await states(['upgrade-new'], { 'upgrade-new': 'Complete' });
    isRepaired = true;
    await go('upgrade-runs');
    await states(['upgrade-r'], { 'upgrade-runs': 'Complete', 'upgrade-retries': 'Complete' });

    const after = await argoCd.jobs();
    for (const [name, { metadata, spec }] of Object.entries(before)) {
      expect(after[name]?.metadata.uid).toBe(metadata.uid);
      expect(after[name]?.spec.template).toEqual(spec.template);
    }
    expect(newScripts).not.toBe(oldScripts);
    expect(scriptsOf({ job: after[jobName('upgrade-new', 1)]! })).toEqual([newScripts]);
    expect(await lastInitLog('upgrade-new')).toContain('these are the new scripts');
    expect(attempts).toBeGreaterThan(1);
    expect(await lastInitLog('upgrade-retries')).toMatch(/^(?!.*new scripts).*prepared trees\/upgrade-retries/s);
    expect(await argoCd.configMaps()).toEqual(expect.arrayContaining([oldScripts, newScripts]));
    await argoCd.eventually(async () => {
      const applications = await argoCd.applicationStates();
      expect(applications).toHaveProperty('workspace');
      const ofTheseTests = Object.entries(applications).filter(([name]) => /^(workspace|task-upgrade)/.test(name));
      expect(ofTheseTests.filter(([, state]) => state !== 'Synced Healthy')).toEqual([]);
      expect(ofTheseTests).toHaveLength(5);
    });
  });

  describe('a task that never ends blocks its chain', () => {
    test('until the sync is terminated, then the commit with the new run is applied', async () => {
      await argoCd.commit(root('image', { image: 'registry.invalid/none:1' }), child('image-child', 'image'));
      await states(['image'], { image: 'Running' });
      await argoCd.commit(root('image', { run: 2 }));
      await argoCd.eventually(async () =>
        expect((await argoCd.application('image')).status.sync.status).toBe('OutOfSync'),
      );
      expect(await operation('image')).toBe('Running');

      await argoCd.terminate('image');
      await states(['image'], { 'image-run2': 'Complete', 'image-child': 'Complete' });
    });

    test('until its Job is deleted', async () => {
      await argoCd.commit(root('endless', WAIT), child('endless-child', 'endless'));
      await running('endless');
      await argoCd.commit(root('endless', { run: 2 }));
      await argoCd.kubectl('delete', 'job', jobName('endless', 1));
      await states(['endless'], { 'endless-run2': 'Complete', 'endless-child': 'Complete' });
    });
  });

  test('a deleted Job is created again and fails; a new run succeeds', async () => {
    await argoCd.commit(root('deleted'));
    await states(['deleted'], { deleted: 'Complete' });
    await argoCd.kubectl('delete', 'job', jobName('deleted', 1));
    await argoCd.commit(root('unrelated'));
    await states(['deleted'], { deleted: 'Failed' });
    const log = await argoCd.kubectl('logs', `job/${jobName('deleted', 1)}`, '--container=git-clone');
    expect(log).toContain('increase "run"');

    await argoCd.commit(root('deleted', { run: 2 }));
    await states(['deleted'], { 'deleted-run2': 'Complete' });
  });

  test('the Job of a removed task is deleted', async () => {
    await argoCd.commit(root('shrinks'), child('shrinks-child', 'shrinks'));
    await states(['shrinks'], { shrinks: 'Complete', 'shrinks-child': 'Complete' });
    await argoCd.removeTasks('shrinks-child');
    await states(['shrinks'], { shrinks: 'Complete' });
  });

  test('the Jobs of a removed chain are deleted, and its claim with keepClaim: false', async () => {
    await argoCd.commit(root('kept'), root('swept', { keepClaim: false }));
    await states(['kept', 'swept'], { kept: 'Complete', swept: 'Complete' });
    await argoCd.removeTasks('kept', 'swept');
    await states(['kept', 'swept'], {});
    await argoCd.eventually(async () => expect(await argoCd.claims()).not.toContain(claimOf('swept')));
    expect(await argoCd.claims()).toContain(claimOf('kept'));
  });

  test('a chain that is removed during its sync is deleted when the sync is terminated', async () => {
    await argoCd.commit(root('leaves', WAIT), child('leaves-child', 'leaves'));
    await running('leaves');
    await argoCd.removeTasks('leaves', 'leaves-child');
    await argoCd.eventually(async () =>
      expect((await argoCd.application('leaves')).metadata.deletionTimestamp).toBeDefined(),
    );
    expect(await argoCd.states('leaves')).toEqual({ leaves: 'Running' });

    await argoCd.terminate('leaves');
    await states(['leaves'], {});
  });

  describe('a task that moves to another chain', () => {
    test('runs there with a new run, and its earlier Job is deleted', async () => {
      await argoCd.commit(root('from'), root('to'), child('moved', 'from'));
      await states(['moved', 'to'], { moved: 'Complete', to: 'Complete' });
      await argoCd.commit(child('moved', 'to', { run: 2 }));
      await states(['moved'], { 'moved-run2': 'Complete' });
    });

    test('without a new run is deleted and created again, unless Argo CD syncs the new chain first', async () => {
      await argoCd.commit(
        ...[root('from-1'), child('again', 'from-1'), root('to-1', WAIT), child('to-1-child', 'to-1')],
        ...[root('from-2'), child('kept-job', 'from-2'), child('from-2-wait', 'from-2', WAIT)],
        ...[child('from-2-last', 'from-2-wait'), root('to-2')],
      );
      await states(['again', 'kept-job', 'to-2'], { again: 'Complete', 'kept-job': 'Complete', 'to-2': 'Complete' });
      await Promise.all([running('to-1'), running('from-2-wait')]);
      const before = await argoCd.jobs();

      // The chains with a task that waits are synced last.
      await argoCd.commit(child('again', 'to-1'), child('kept-job', 'to-2'));
      await argoCd.eventually(async () => {
        const { [jobName('again', 1)]: again, [jobName('kept-job', 1)]: kept } = await argoCd.jobs();
        expect([again, kept?.metadata.labels['root-task-id']]).toEqual([undefined, 'to-2']);
      });
      await Promise.all([go('to-1'), go('from-2-wait')]);
      await states(['again', 'from-2-last'], { again: 'Complete', 'from-2-last': 'Complete' });
      await argoCd.eventually(async () => {
        expect((await argoCd.application('from-2')).status.sync.status).toBe('Synced');
      });
      const after = await argoCd.jobs();
      const uidOf = (jobs: Record<string, Job>, taskId: string) => jobs[jobName(taskId, 1)]?.metadata.uid;
      expect(uidOf(after, 'again')).not.toBe(uidOf(before, 'again'));
      expect(uidOf(after, 'kept-job')).toBe(uidOf(before, 'kept-job'));
    });
  });

  describe('without the health check of Jobs', () => {
    beforeAll(() => setHealthCheck(false));
    afterAll(restoreHealthCheck);

    test('the child of a Job that was suspended and resumed starts while the Job runs', async () => {
      await argoCd.commit(root('unchecked', WAIT), child('unchecked-child', 'unchecked', WAIT));
      await suspendAndResume('unchecked');
      await states(['unchecked'], { unchecked: 'Running', 'unchecked-child': 'Running' });
    });
  });

  describe('with the health check of Jobs', () => {
    beforeAll(() => setHealthCheck(true));
    afterAll(restoreHealthCheck);

    test('the child of a Job that was suspended and resumed starts after the Job', async () => {
      await argoCd.commit(root('resumed', WAIT), child('resumed-child', 'resumed'));
      await suspendAndResume('resumed');
      await running('resumed');
      // Without the check, the child exists within seconds.
      await sleep(20_000);
      expect(await argoCd.states('resumed')).toEqual({ resumed: 'Running' });
      expect(await operation('resumed')).toBe('Running');

      await go('resumed');
      await states(['resumed'], { resumed: 'Complete', 'resumed-child': 'Complete' });
    });

    test('the children of a task that may fail start after it, and its Application is healthy', async () => {
      await argoCd.commit(root('allowed', { ...FAIL, allowFailure: true }), child('allowed-child', 'allowed'));
      await states(['allowed'], { allowed: 'Failed', 'allowed-child': 'Complete' });
      await argoCd.eventually(async () => {
        expect(await argoCd.applicationStates()).toMatchObject({ 'task-allowed': 'Synced Healthy' });
      });
      expect(await operation('allowed')).toBe('Succeeded');
    });

    test('a task that failed may fail from a later commit on: a repair continues with its working tree', async () => {
      const broken = { ...sh('echo broken >>README; echo "this task fails"; exit 1'), backoffLimit: 0 };
      await argoCd.commit(
        ...[root('breaks', broken), child('breaks-next', 'breaks')],
        ...[root('bystander'), child('bystander-child', 'bystander')],
      );
      await states(['breaks', 'bystander'], {
        ...{ breaks: 'Failed', bystander: 'Complete', 'bystander-child': 'Complete' },
      });
      await argoCd.eventually(async () => expect(await operation('breaks')).toBe('Failed'));
      const before = await argoCd.jobs();

      const repair = sh(
        `git status --porcelain | grep '^ M README$'; tail -n 1 README; sed -i s/broken/repaired/ README`,
      );
      await argoCd.commit(
        root('breaks', { ...broken, allowFailure: true }),
        child('breaks-repair', 'breaks', repair),
        child('breaks-next', 'breaks-repair', sh('grep repaired README')),
      );
      await states(['breaks'], { breaks: 'Failed', 'breaks-repair': 'Complete', 'breaks-next': 'Complete' });
      expect(await argoCd.kubectl('logs', `job/${jobName('breaks-repair', 1)}`, '--container=main')).toBe(
        ' M README\nbroken\n',
      );
      await argoCd.eventually(async () => {
        const expected = { 'task-breaks': 'Synced Healthy', 'task-bystander': 'Synced Healthy' };
        expect(await argoCd.applicationStates()).toMatchObject(expected);
      });

      const after = await argoCd.jobs();
      expect(after[jobName('breaks', 1)]?.metadata.uid).toBe(before[jobName('breaks', 1)]?.metadata.uid);
      expect(await argoCd.kubectl('logs', `job/${jobName('breaks', 1)}`, '--container=main')).toContain(
        'this task fails',
      );
      for (const taskId of ['bystander', 'bystander-child']) {
        expect(after[jobName(taskId, 1)]).toEqual(before[jobName(taskId, 1)]);
      }
    });

    test('the child of a task whose clone failed fails at once, and says why', async () => {
      const fields = { ref: 'missing', backoffLimit: 0, allowFailure: true };
      await argoCd.commit(root('cloneless', fields), child('cloneless-child', 'cloneless'));
      await states(['cloneless'], { cloneless: 'Failed', 'cloneless-child': 'Failed' });
      const log = await argoCd.kubectl('logs', `job/${jobName('cloneless-child', 1)}`, '--container=copy-workspace');
      expect(log).toContain('task cloneless failed before its working tree was ready');
    });
  });

  describe('a list that moves to another namespace', () => {
    let moving: ArgoCd;
    let namespaces: [string, string, string];

    /** Waits until a namespace has exactly these Jobs and claims. */
    async function objects(namespace: string, jobs: readonly string[], claims: readonly string[]): Promise<void> {
      const expected = [...jobs.map((taskId) => `job.batch/${jobName(taskId, 1)}`), ...claims.map(claimOf)];
      await moving.eventually(async () => expect(await moving.jobsAndClaims(namespace)).toEqual(expected));
    }

    beforeAll(async () => {
      moving = new ArgoCd(server, { image: IMAGE, gitImage: IMAGE, command: ['true'] });
      namespaces = [moving.namespace, `${moving.namespace}-2`, `${moving.namespace}-3`];
      await moving.commit(root('runs', WAIT), root('swept', { keepClaim: false }));
      await moving.install();
      await objects(namespaces[0], ['runs', 'swept'], ['runs', 'swept']);
    });

    afterAll(() => moving?.remove());

    test('runs there when the ApplicationSet is applied: the earlier Jobs are deleted, the claims stay', async () => {
      await moving.allowNamespaces(namespaces[0], namespaces[1]);
      await moving.setNamespace(namespaces[1]);
      await moving.commit(root('synced'));
      await objects(namespaces[0], ['runs', 'swept', 'synced'], ['runs', 'swept', 'synced']);
      await moving.applyApplicationSet();
      await objects(namespaces[1], ['runs', 'swept'], ['runs', 'swept']);
      await objects(namespaces[0], ['synced'], ['runs', 'synced']);
      // Argo CD syncs a commit once: "synced" moves with the next one.
      expect(await moving.applicationStates()).toMatchObject({ 'task-synced': 'OutOfSync Healthy' });

      await moving.commit(root('next'));
      await objects(namespaces[1], ['next', 'runs', 'swept', 'synced'], ['next', 'runs', 'swept', 'synced']);
      await objects(namespaces[0], [], ['runs', 'synced']);
    });

    test('leaves its Jobs and claims where they are if the project does not allow the earlier namespace', async () => {
      const tasks = ['next', 'runs', 'swept', 'synced'];
      await moving.setNamespace(namespaces[2]);
      await moving.allowNamespaces(namespaces[2]);
      await moving.applyApplicationSet();
      await objects(namespaces[2], tasks, tasks);
      await moving.eventually(async () => {
        for (const state of Object.values(await moving.applicationStates())) expect(state).toMatch(/^Synced/);
      });
      await objects(namespaces[1], tasks, tasks);
    });
  });

  test('a commit cannot create objects in another namespace, or of other kinds', async () => {
    const foreign = (kind: string, apiVersion: string, namespace?: string): object => ({
      apiVersion,
      kind,
      metadata: { name: 'foreign', namespace },
      ...(kind === 'RoleBinding' && {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
      }),
    });
    await argoCd.commitManifest('tasks/foreign-1/a.k8s.yaml', foreign('ConfigMap', 'v1', 'default'));
    await argoCd.commitManifest('tasks/foreign-2/a.k8s.yaml', foreign('RoleBinding', 'rbac.authorization.k8s.io/v1'));
    for (const chain of ['foreign-1', 'foreign-2']) {
      await argoCd.eventually(async () => {
        const { operationState } = (await argoCd.application(chain)).status;
        expect(operationState).toMatchObject({
          phase: 'Failed',
          message: expect.stringContaining('not permitted') as string,
        });
      });
    }
    expect(await argoCd.kubectl('get', 'rolebindings', '--output=name')).toBe('');
    expect(await argoCd.kubectl('get', 'configmaps', '--namespace=default', '--output=name')).not.toContain('foreign');
  });

  test('the result of a chain is pushed as a branch', async () => {
    await server.commit('private/result.git', { README: 'hello\n' });
    const literals = { username: server.user, password: server.password, 'ca.crt': server.certificates.ca };
    const args = Object.entries(literals).map(([key, value]) => `--from-literal=${key}=${value}`);
    await argoCd.kubectl('create', 'secret', 'generic', 'git', ...args);
    const commit = { message: 'Result', author: { name: 'Robot', email: 'robot@example.com' } };
    await argoCd.commit(
      root('result', {
        repoUrl: server.httpsUrl('private/result.git'),
        gitSecret: 'git',
        ...sh('echo result > README'),
      }),
      child('publish', 'result', {
        push: { branch: 'results', gitSecret: 'git', commit },
      }),
    );
    await states(['result', 'publish'], { result: 'Complete', publish: 'Complete' });
    expect(await server.git('private/result.git', 'show', 'results:README')).toBe('result\n');
  });

  test('a missing gitSecret fails the task, and the log names it', async () => {
    await argoCd.commit(root('private', { gitSecret: 'missing', repoUrl: server.httpsUrl('private/hello.git') }));
    await states(['private'], { private: 'Failed' });
    const log = await argoCd.kubectl('logs', `job/${jobName('private', 1)}`, '--container=git-clone');
    expect(log).toContain('Secret missing does not exist or has no key username');
  });
});

/** Returns the names of the ConfigMaps that Jobs mount. */
function scriptsOf(jobs: Record<string, Job>): string[] {
  const volumes = Object.values(jobs).flatMap(({ spec }) => spec.template.spec.volumes);
  return [...new Set(volumes.flatMap(({ configMap }) => configMap?.name ?? []))];
}

/** Returns what the container that prepares the tree logged in a task's latest pod. */
async function lastInitLog(taskId: string): Promise<string> {
  const selector = `--selector=task-id=${taskId}`;
  const names = ['--sort-by=.metadata.creationTimestamp', '--output=jsonpath={.items[-1:].metadata.name}'];
  const pod = await argoCd.kubectl('get', 'pods', selector, ...names);
  return argoCd.kubectl('logs', pod, '--container=git-clone');
}

function claimOf(taskId: string): string {
  return `persistentvolumeclaim/${claimName(taskId)}`;
}
