import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULTS } from '../../lib/constructs/defaults';
import { claimName, jobName } from '../../lib/kubernetes/names';
import { GitServer } from './support/git-server';
import { inspect } from './support/inspect';
import { Namespace } from './support/namespace';
import { HOST, IMAGE } from './support/parameters';
import { run } from './support/run';

const COMMIT = 'git -c user.name=task -c user.email=task@localhost commit --quiet --all --message=task';

/** The fields of a pod that show who has a Secret. */
interface PodObject {
  readonly spec: {
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
    readonly volumes?: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
  };
}

let namespace: Namespace;
let server: GitServer;

beforeAll(async () => {
  server = await GitServer.start(HOST);
  namespace = await Namespace.create();
  await server.commit('hello.git', { README: 'hello\n' });
  await server.commit('private/hello.git', { README: 'private\n' });
  await namespace
    .complete(list({ taskId: 'reach', repoUrl: server.httpUrl('hello.git'), backoffLimit: 0 }))
    .catch((error: Error) => {
      throw new Error(`do pods reach this machine at ${HOST}? E2E_GIT_HOST names another address\n${error.message}`);
    });
});

afterAll(async () => {
  await namespace?.remove();
  await server?.stop();
});

function list(...tasks: object[]): object {
  return {
    defaults: { image: IMAGE, gitImage: IMAGE, command: ['true'], activeDeadlineSeconds: 300 },
    tasks,
  };
}

function sh(script: string): string[] {
  return ['sh', '-euc', script];
}

/** Returns a command that sends a request to the server, and fails if the server answers with an error. */
function ask(path: string): string {
  return `wget -q -O /dev/null ${server.httpUrl(path)}`;
}

test('the namespace enforces Pod Security restricted', async () => {
  const plain = namespace.kubectl('run', 'plain', `--image=${IMAGE}`, '--dry-run=server');
  await expect(plain).rejects.toThrow('violates PodSecurity "restricted:latest"');
});

test('a child has the committed and uncommitted work of its parent, and does not change it', async () => {
  const root = { taskId: 'root', repoUrl: server.httpUrl('hello.git') };
  await namespace.complete(
    list(
      { ...root, command: sh(`echo root >> README; ${COMMIT}; echo work > uncommitted`) },
      {
        taskId: 'child',
        parentTaskId: 'root',
        command: sh('cat README uncommitted; rm uncommitted; echo child >> README'),
      },
      {
        taskId: 'grandchild',
        parentTaskId: 'child',
        command: sh('cat README; test ! -e uncommitted; git log --format=%s'),
      },
    ),
  );
  expect(await namespace.log(jobName('child', 1))).toBe('hello\nroot\nwork\n');
  expect(await namespace.log(jobName('grandchild', 1))).toBe('hello\nroot\nchild\ntask\ne2e\n');
  const trees = await inspect(namespace, IMAGE, claimName('root'), 'cat trees/root/README trees/root/uncommitted');
  expect(trees).toBe('hello\nroot\nwork\n');
});

describe('in a namespace with Pod Security baseline', () => {
  let baseline: Namespace;

  beforeAll(async () => {
    baseline = await Namespace.create('baseline');
  });

  afterAll(() => baseline.remove());

  test('tasks run as root with the capabilities that they name, also after a retry and in a child', async () => {
    server.answer('fail-root-once', (nth) => (nth === 1 ? 500 : 200));
    const capabilities = ['CHOWN', 'FOWNER', 'SETGID', 'SETUID'];
    const root = { taskId: 'as-root', repoUrl: server.httpUrl('hello.git'), runAsUser: 0, capabilities };
    const command = sh(`id -u; ls; echo work > work; chown 1000:1000 work; ${ask('fail-root-once')}`);
    const child = {
      taskId: 'as-root-child',
      parentTaskId: 'as-root',
      command: sh('cat work; ! chown 1000 README; git status --short; grep CapEff /proc/self/status'),
    };
    await baseline.complete({ podSecurity: 'baseline', ...list({ ...root, command }, child) });
    expect(await baseline.pods(jobName('as-root', 1))).toHaveLength(2);
    expect(await baseline.log(jobName('as-root', 1))).toBe('0\nREADME\n');
    const none = /^work\n.*\n\?\? work\nCapEff:\t0000000000000000\n$/s;
    expect(await baseline.log(jobName('as-root-child', 1))).toMatch(none);
  });
});

test('tasks with the default resources run under the quota and the LimitRange of a guard', async () => {
  const guarded = await Namespace.create();
  try {
    const guard = {
      egress: { cidrs: [`${HOST}/32`] },
      quota: { 'limits.cpu': '2', 'limits.memory': '2Gi', 'requests.storage': '1Gi', 'count/jobs.batch': '3' },
      maxResources: DEFAULTS.resources.limits,
      maxClaimSize: DEFAULTS.pvcStorageSize,
    };
    const parent = { taskId: 'guarded', repoUrl: server.httpUrl('hello.git') };
    // The quota has room for one pod at a time.
    const children = ['1', '2'].map((name) => ({ taskId: `guarded-${name}`, parentTaskId: 'guarded' }));
    const argoCd = { repoURL: 'https://git.example.com/tasks.git', guard };
    const all = { argoCd, ...list(parent, ...children) };
    await guarded.kubectl('apply', '--filename', join(await guarded.synth(all), 'argo-cd/keruta-namespace.k8s.yaml'));
    await guarded.complete(all);
    const large = JSON.stringify({ spec: { containers: [{ name: 'x', resources: { limits: { memory: '3Gi' } } }] } });
    const pod = ['run', 'x', `--image=${IMAGE}`, `--overrides=${large}`, '--override-type=strategic'];
    await expect(guarded.kubectl(...pod, '--dry-run=server')).rejects.toThrow('maximum memory usage per Container');
  } finally {
    await guarded.remove();
  }
});

test('siblings run at the same time', async () => {
  let meet = (): void => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  server.answer('meet', async (nth) => {
    if (nth === 2) meet();
    await met;
    return 200;
  });
  const sibling = { parentTaskId: 'meeting', command: sh(ask('meet')), backoffLimit: 0 };
  await namespace.complete(
    list(
      { taskId: 'meeting', repoUrl: server.httpUrl('hello.git') },
      { taskId: 'meeting-1', ...sibling },
      { taskId: 'meeting-2', ...sibling },
    ),
  );
});

describe('a chain whose second task pushes', () => {
  const FIX = { message: 'Fix', author: { name: 'Robot', email: 'robot@example.com' } };

  test('delivers a branch over https, and only the two containers that talk to the server have the Secret', async () => {
    const { ca } = server.certificates;
    const credentials = { username: server.user, password: server.password, 'ca.crt': ca };
    await namespace.createSecret('clone', credentials);
    await namespace.createSecret('deliver', credentials);
    const repoUrl = server.httpsUrl('private/hello.git');
    const edit = sh(`echo fixed >> README; ${COMMIT}; echo more > more
      mkdir .git/hooks; git config core.fsmonitor 'touch /git-repo/ran'; echo 'touch /git-repo/ran' > .git/hooks/pre-push; chmod +x .git/hooks/pre-push`);
    const output = await namespace.complete(
      list(
        { taskId: 'fix', repoUrl, gitSecret: 'clone', command: edit },
        { taskId: 'publish', parentTaskId: 'fix', push: { branch: 'results/fix', gitSecret: 'deliver', commit: FIX } },
      ),
    );
    const commit = (await server.git('private/hello.git', 'rev-parse', 'results/fix')).trim();
    expect(output).toContain(`pushed ${commit} to results/fix of ${repoUrl}`);
    const show = ['log', '--format=%an %s', '--name-only', 'main..results/fix'];
    expect(await server.git('private/hello.git', ...show)).toBe('Robot Fix\n\nmore\ntask task\n\nREADME\n');
    expect(await inspect(namespace, IMAGE, claimName('fix'), 'ls trees trees/fix')).toBe(
      'trees:\nfix\n\ntrees/fix:\nREADME\nmore\n',
    );

    const pods = JSON.parse(await namespace.kubectl('get', 'pods', '--output=json')) as { items: PodObject[] };
    const holders = pods.items.flatMap(({ spec }) => {
      const names = (spec.volumes ?? [])
        .filter(({ secret }) => secret?.secretName === 'deliver')
        .map(({ name }) => name);
      return [...(spec.initContainers ?? []), ...spec.containers]
        .filter((container) => names.some((name) => JSON.stringify(container).includes(`"${name}"`)))
        .map(({ name }) => name);
    });
    expect(holders).toEqual(['push-look', 'push']);
    expect(JSON.stringify(pods)).not.toContain(server.password);
    for (const container of ['push-look', 'push-check', 'push-commit', 'push']) {
      expect(await namespace.log(jobName('publish', 1), container)).not.toContain(server.password);
    }
  });

  test('is refused at once for the default branch and for a missing right', async () => {
    const publish = (taskId: string, push: object): object => ({ taskId, parentTaskId: 'refused', push });
    const root = { taskId: 'refused', repoUrl: server.httpUrl('hello.git') };
    const output = await namespace.fail(
      list(root, publish('to-main', { branch: 'main' }), publish('without-right', { branch: 'results/x' })),
    );
    expect(output).toContain('main is the default branch of');
    expect(output).toContain('the server refuses access to');
    for (const task of ['to-main', 'without-right']) expect(await namespace.pods(jobName(task, 1))).toHaveLength(1);
  });
});

describe('a join of two siblings', () => {
  const fork = { taskId: 'fork', repoUrl: '', command: sh(`echo fork > README; ${COMMIT}`) };
  const sibling = (taskId: string): object => ({
    taskId,
    parentTaskId: 'fork',
    command: sh(`sleep 3; echo ${taskId} > result; git add .; ${COMMIT}`),
  });
  const join = (run: number): object => ({
    taskId: 'join',
    parentTaskId: 'fork',
    inputs: ['left', 'Right.1'],
    run,
    backoffLimit: 0,
    command: sh(`
      cat /inputs/left/result /inputs/*/result README
      git -C /inputs/left log --format=%s
      ls /git-repo
      touch /inputs/left/new /inputs/new 2>&1 || true
      rm /inputs/left/result 2>&1 || true
      chmod 777 /inputs/left 2>&1 || true`),
  });
  const chain = (run: number): object =>
    list({ ...fork, repoUrl: server.httpUrl('hello.git') }, join(run), sibling('Right.1'), sibling('left'));

  test('reads their results when both are complete, and cannot write to them', async () => {
    await namespace.complete(chain(1));
    expect((await namespace.log(jobName('join', 1))).split('\n')).toEqual([
      ...['left', 'left', 'Right.1', 'fork', 'task', 'task', 'e2e', 'README'],
      ...Array.from({ length: 4 }, () => expect.stringContaining('Read-only file system') as string),
      '',
    ]);
    const listing = 'ls trees/left trees/right-1-*; stat -c %a trees/left';
    expect(await inspect(namespace, IMAGE, claimName('fork'), listing)).toMatch(
      /^trees\/left:\nREADME\nresult\n\ntrees\/right-1-\w+:\nREADME\nresult\n(?!777)\d+\n$/,
    );
  });

  test('fails if one of their trees is missing, and no folder is made in its place', async () => {
    await inspect(namespace, IMAGE, claimName('fork'), 'rm -rf trees/left');
    const output = await namespace.fail(chain(2));
    expect(output).toContain('job.batch/keruta-job-join-run2 failed: PodFailurePolicy');
    expect(output).toContain('trees/left does not exist: increase "run" of the input left and of this task');
    expect(await inspect(namespace, IMAGE, claimName('fork'), 'ls trees')).toMatch(/^fork\njoin\nright-1-\w+\n$/);
  });
});

describe('a task that fails once', () => {
  const spoil = `git log --format=%H; ls; echo spoilt > spoilt; ${COMMIT} --allow-empty`;

  test('starts again from a clean tree at the same commit, even if the branch has moved', async () => {
    const commit = await server.commit('moving.git', { README: 'moving\n' });
    server.answer('fail-once', async (nth) => {
      if (nth === 1) await server.commit('moving.git', { README: 'moved\n' });
      return nth === 1 ? 500 : 200;
    });
    const command = sh(`${spoil}; ${ask('fail-once')}`);
    await namespace.complete(list({ taskId: 'fails-once', repoUrl: server.httpUrl('moving.git'), command }));
    const job = jobName('fails-once', 1);
    expect(await namespace.pods(job)).toHaveLength(2);
    expect(await namespace.log(job)).toBe(`${commit}\nREADME\n`);
  });

  test('continues with its tree with retry: continue', async () => {
    server.answer('continue-once', (nth) => (nth === 1 ? 500 : 200));
    const root = { taskId: 'continues', repoUrl: server.httpUrl('hello.git'), retry: 'continue' };
    await namespace.complete(list({ ...root, command: sh(`${spoil}; ${ask('continue-once')}`) }));
    expect(await namespace.log(jobName('continues', 1))).toMatch(/^[0-9a-f]{40}\n[0-9a-f]{40}\nREADME\nspoilt\n$/);
  });
});

test("a new run starts from its parent's result, and the result of the earlier run is kept", async () => {
  const chain = (run: number): object =>
    list(
      { taskId: 'parent', repoUrl: server.httpUrl('hello.git'), command: sh('date +%s%N > result; cat result') },
      { taskId: 'again', parentTaskId: 'parent', run, command: sh(`cat result; ls; echo ${run} > mine`) },
    );
  await namespace.complete(chain(1));
  const result = await namespace.log(jobName('parent', 1));
  const output = await namespace.complete(chain(2));
  expect(output).toContain('job.batch/keruta-job-parent is already complete');
  expect(await namespace.log(jobName('again', 2))).toBe(`${result}README\nresult\n`);
  await expect(namespace.kubectl('get', 'job', jobName('again', 1))).rejects.toThrow('not found');
  const trees = await inspect(namespace, IMAGE, claimName('parent'), 'cat trees/again/mine trees/again-run2/mine');
  expect(trees).toBe('1\n2\n');
});

test('a Job that was deleted and created again fails, and the tree is kept', async () => {
  const tasks = list({ taskId: 'once', repoUrl: server.httpUrl('hello.git'), command: sh('echo work >> result') });
  await namespace.complete(tasks);
  await namespace.kubectl('delete', 'job', jobName('once', 1));
  const output = await namespace.fail(tasks);
  expect(output).toContain('job.batch/keruta-job-once failed: PodFailurePolicy');
  expect(output).toContain('increase "run"');
  expect(await namespace.pods(jobName('once', 1))).toHaveLength(1);
  expect(await inspect(namespace, IMAGE, claimName('once'), 'cat trees/once/result')).toBe('work\n');
});

test('after a pod is deleted while it clones, the next pod succeeds', async () => {
  await server.commit('slow.git', { README: 'slow\n' });
  const job = jobName('slow', 1);
  let deleted: Promise<string> | undefined;
  server.answer('slow.git/git-upload-pack', async (_, body) => {
    if (deleted || !body.includes('want ')) return 200;
    deleted = namespace.pods(job).then(([pod = '']) => namespace.kubectl('delete', 'pod', pod, '--grace-period=1'));
    await deleted;
    return 200;
  });
  const command = sh('cat README; git fsck; git status --short');
  await namespace.complete(list({ taskId: 'slow', repoUrl: server.httpUrl('slow.git'), command }));
  expect(await deleted).toContain('deleted');
  expect(await namespace.log(job)).toBe('slow\n');
});

describe('a private repository', () => {
  /** Prints everything in which a task could find the Secret. */
  const look = sh('cat README .git/config; env; cat /proc/mounts; find / -name "*git-secret*" 2>/dev/null || true');
  const basicAuth = (): Record<string, string> => ({
    username: server.user,
    password: server.password,
    'ca.crt': server.certificates.ca,
  });
  const sshAuth = (): Record<string, string> => ({
    'ssh-privatekey': server.ssh.privateKey,
    known_hosts: server.ssh.knownHosts,
  });

  test('is cloned over https from a server with a private CA', async () => {
    await namespace.createSecret('https', basicAuth());
    await namespace.complete(
      list({ taskId: 'https', repoUrl: server.httpsUrl('private/hello.git'), gitSecret: 'https', command: look }),
    );
    const log = await namespace.log(jobName('https', 1));
    expect(log).toMatch(/^private\n/);
    expect(log).not.toContain(server.password);
    expect(log).not.toContain('git-secret');
  });

  test('is cloned over ssh', async () => {
    await namespace.createSecret('ssh', sshAuth());
    await namespace.complete(
      list({ taskId: 'ssh', repoUrl: server.sshUrl('private/hello.git'), gitSecret: 'ssh', command: look }),
    );
    const log = await namespace.log(jobName('ssh', 1));
    expect(log).toMatch(/^private\n/);
    expect(log).not.toContain('git-secret');
  });

  test.each([
    ['password', 'httpsUrl', () => ({ ...basicAuth(), password: 'battery-staple' }), 'Authentication failed'],
    ['certificate', 'httpsUrl', () => ({ ...basicAuth(), 'ca.crt': '' }), 'certificate'],
    ['host-key', 'sshUrl', () => ({ ...sshAuth(), known_hosts: 'other ssh-ed25519 AAAA' }), 'key verification failed'],
  ] as const)('with a wrong %s fails, and the message names the Secret', async (what, url, secret, reason) => {
    const gitSecret = `wrong-${what}`;
    await namespace.createSecret(gitSecret, secret());
    const repoUrl = server[url]('private/hello.git');
    const output = await namespace.fail(list({ taskId: gitSecret, repoUrl, gitSecret, backoffLimit: 0 }));
    expect(output).toContain(`the server refuses access to ${repoUrl}`);
    expect(output).toContain(`(${gitSecret})`);
    const log = await namespace.log(jobName(gitSecret, 1), 'git-clone');
    expect(log).toContain(reason);
    expect(log).not.toContain('battery-staple');
  });

  test('waits for a Secret that is created late', async () => {
    const apply = await namespace.apply(
      list({ taskId: 'late', repoUrl: server.httpsUrl('private/hello.git'), gitSecret: 'late' }),
    );
    await apply.printed(/keruta-job-late created/);
    await namespace.kubectl(
      'wait',
      'pod',
      '--selector=task-id=late',
      '--for=jsonpath={.status.initContainerStatuses[0].started}=true',
      '--timeout=120s',
    );
    await namespace.createSecret('late', basicAuth());
    expect(await apply.exitCode).toBe(0);
  });

  test('fails without retries if its Secret is missing', async () => {
    const task = { taskId: 'never', repoUrl: server.httpsUrl('private/hello.git'), gitSecret: 'never' };
    const output = await namespace.fail(list(task));
    expect(output).toContain('job.batch/keruta-job-never failed: PodFailurePolicy');
    expect(output).toContain('Secret never');
    expect(await namespace.pods(jobName('never', 1))).toHaveLength(1);
  });
});

test('a task has variables and volumes of all kinds', async () => {
  await namespace.createSecret('api', { KEY: 'hush', TASK_ID: 'taken' });
  await namespace.createConfigMap('settings', { LOG_LEVEL: 'debug', PARENT_TASK_ID: 'taken', HOME: '/taken' });
  await namespace.createConfigMap('prompts', { 'prompt.md': 'Fix it.\n' });
  await namespace.createClaim('npm-cache');
  const variables = [
    'LOG_LEVEL',
    'API_KEY',
    'TASK_ID',
    'PARENT_TASK_ID',
    'HOME',
    'LEVEL',
    'NAMESPACE',
    'MEMORY',
    'URL',
  ];
  const root = {
    taskId: 'provided',
    repoUrl: server.httpUrl('hello.git'),
    envFrom: [
      { configMap: 'settings' },
      { secret: 'api', prefix: 'API_' },
      { secret: 'api' },
      { secret: 'no', optional: true },
    ],
    env: {
      LEVEL: { configMap: 'settings', key: 'LOG_LEVEL' },
      NAMESPACE: { field: 'metadata.namespace' },
      MEMORY: { resource: 'limits.memory', divisor: '1Mi' },
      URL: 'https://$(API_KEY)@$(NAMESPACE)',
    },
    volumes: [
      { mountPath: '/etc/agent', configMap: 'prompts' },
      { mountPath: '/run/key', secret: 'api' },
      { mountPath: '/run/no', secret: 'no', optional: true },
      { mountPath: '/cache', claim: 'npm-cache' },
      { mountPath: '/scratch', emptyDir: '100Mi' },
      { mountPath: '/dev/shm', emptyDir: '100Mi', medium: 'Memory' },
      { mountPath: '/token', serviceAccountToken: { audience: 'vault', expirationSeconds: 600 } },
    ],
    imagePullPolicy: 'IfNotPresent',
    terminationGracePeriodSeconds: 5,
    command: sh(
      [
        `for name in ${variables.join(' ')}; do printenv $name; done`,
        'cat README /etc/agent/prompt.md /run/key/KEY',
        'echo; ls /run/no; echo cached > /cache/file; echo > /scratch/file; echo > /dev/shm/file',
        'for folder in /etc/agent /run/key /token; do ! touch $folder/file 2>/dev/null; done',
        'cut -d . -f 2 /token/token',
      ].join('\n'),
    ),
  };
  const readOnly = { mountPath: '/cache', claim: 'npm-cache', readOnly: true };
  const reads = sh('cat /cache/file; ! touch /cache/other 2>/dev/null; ! test -e /token');
  await namespace.complete(
    list(root, { taskId: 'reads', parentTaskId: 'provided', volumes: [readOnly], command: reads }),
  );

  const lines = (await namespace.log(jobName('provided', 1))).trimEnd().split('\n');
  const token = JSON.parse(Buffer.from(lines.pop()!, 'base64url').toString()) as { aud: string[]; sub: string };
  expect(lines).toEqual([
    ...['debug', 'hush', 'provided', '', '/tmp', 'debug', namespace.name, '2048', `https://hush@${namespace.name}`],
    ...['hello', 'Fix it.', 'hush'],
  ]);
  expect(token).toMatchObject({ aud: ['vault'], sub: `system:serviceaccount:${namespace.name}:default` });
  expect(await namespace.log(jobName('reads', 1))).toBe('cached\n');
});

describe('an ephemeral task', () => {
  test('keeps nothing, and each attempt clones again', async () => {
    await server.commit('news.git', { README: 'old\n' });
    server.answer('ephemeral-once', async (nth) => {
      if (nth === 1) await server.commit('news.git', { README: 'new\n' });
      return nth === 1 ? 500 : 200;
    });
    const command = sh(`cat README; ls; echo work > work; ${ask('ephemeral-once')}`);
    const task = { taskId: 'ephemeral', repoUrl: server.httpUrl('news.git'), ephemeral: { size: '100Mi' }, command };
    await namespace.complete(list(task));
    const [first, second, ...others] = await namespace.pods(jobName('ephemeral', 1));
    expect(others).toEqual([]);
    expect(await namespace.kubectl('logs', first!, '--container=main')).toMatch(/^old\nREADME\n/);
    expect(await namespace.kubectl('logs', second!, '--container=main')).toBe('new\nREADME\n');
    expect(await namespace.kubectl('get', 'pvc', '--output=name')).not.toContain('ephemeral');
  });

  test('can have a volume of a StorageClass, which is deleted with its pod', async () => {
    const storageClass = await namespace.defaultStorageClass();
    const ephemeral = { size: '100Mi', storageClass };
    const command = sh('cat README; echo work > work');
    await namespace.complete(list({ taskId: 'scratch', repoUrl: server.httpUrl('hello.git'), ephemeral, command }));
    const [pod = ''] = await namespace.pods(jobName('scratch', 1));
    expect(await namespace.log(jobName('scratch', 1))).toBe('hello\n');
    expect(await namespace.kubectl('get', 'pvc', '--selector=task-id=scratch', '--output=name')).toBe(
      `persistentvolumeclaim/${pod}-git-repo\n`,
    );
    await namespace.kubectl('delete', 'job', jobName('scratch', 1));
    await namespace.kubectl('wait', '--for=delete', `pvc/${pod}-git-repo`, '--timeout=120s');
  });
});

describe('a sidecar', () => {
  const serve = 'nc -lk -p 5432 -e cat served';

  test('starts after the tree is there and before main, and ends with main', async () => {
    await namespace.createSecret('database', { PASSWORD: 'hush' });
    const root = {
      taskId: 'served',
      repoUrl: server.httpUrl('hello.git'),
      backoffLimit: 0,
      terminationGracePeriodSeconds: 5,
      sidecars: [
        {
          name: 'database',
          image: IMAGE,
          envFrom: [{ secret: 'database' }],
          env: { TEXT: '$(PASSWORD)-$(NAME)', NAME: { field: "metadata.labels['task-id']" } },
          command: sh(
            `cd /tmp; printenv TEXT > served; ls /git-repo >> served 2>/dev/null || :; sleep 3; exec ${serve}`,
          ),
          startupProbe: { port: 5432 },
        },
        {
          name: 'reader',
          image: IMAGE,
          tree: 'readOnly',
          command: sh(
            'cat /git-repo/README; ! touch /git-repo/x /x 2>/dev/null; trap "exit 143" TERM; sleep 600 & wait',
          ),
        },
      ],
      command: sh('nc -w 5 127.0.0.1 5432 < /dev/null; ! test -e /tmp/served'),
    };
    const output = await namespace.complete(
      list(root, { taskId: 'served-child', parentTaskId: 'served', sidecars: [root.sidecars[1]] }),
    );
    expect(output).not.toMatch(/exit code|BackOff/);
    expect(await namespace.log(jobName('served', 1))).toBe('hush-served\n');
    expect(await namespace.log(jobName('served', 1), 'reader')).toBe('hello\n');
    expect(await namespace.log(jobName('served-child', 1), 'reader')).toBe('hello\n');
    expect(await namespace.pods(jobName('served', 1))).toHaveLength(1);
  });

  /** Returns a task whose sidecar does not listen. */
  function failing(taskId: string, command: string): object {
    return {
      taskId,
      repoUrl: server.httpUrl('hello.git'),
      backoffLimit: 1,
      terminationGracePeriodSeconds: 2,
      sidecars: [
        { name: 'database', image: IMAGE, command: sh(command), startupProbe: { port: 5432, deadlineSeconds: 5 } },
      ],
    };
  }

  test.each([
    ['never-listens', 'sleep 600'],
    ['ends-early', 'sleep 3; exit 3'],
  ])('that %s fails the Job', async (taskId, command) => {
    const output = await namespace.fail(list(failing(taskId, command)));
    expect(output).toMatch(
      /wait-for-sidecars failed with exit code 1: the sidecar database does not listen on port 5432 after 5 s: see/,
    );
    expect(output).toContain('BackoffLimitExceeded');
    expect(await namespace.pods(jobName(taskId, 1))).toHaveLength(2);
  });

  test('that ends at once is reported, and the Job fails at its deadline', async () => {
    const output = await namespace.fail(list({ ...failing('ends-at-once', 'exit 3'), activeDeadlineSeconds: 45 }));
    expect(output).toContain('the sidecar database ended with exit code 3 before main started, and is restarted');
    expect(output).toContain('DeadlineExceeded');
  });
});

describe('the commands for a task', () => {
  const READY = 'the shell is ready';

  async function shell(...args: string[]): Promise<{ exitCode: number | null; output: string }> {
    const program = namespace.start('shell', 'watched', ...args);
    return { exitCode: await program.exitCode, output: program.output };
  }

  test('logs follows the containers of a task, and shell shows its tree', async () => {
    const command = sh('echo started; sleep 5; echo work > made; echo done');
    const apply = await namespace.apply(list({ taskId: 'watched', repoUrl: server.httpUrl('hello.git'), command }));
    await apply.printed(/keruta-job-watched created/);
    const logs = namespace.start('logs', 'watched');
    expect(await logs.exitCode).toBe(0);
    expect(logs.output).toMatch(/prepared trees\/watched(.|\n)*\nstarted\ndone\n/);
    expect(await apply.exitCode).toBe(0);

    const read = await shell('--', 'sh', '-c', 'pwd; cat made; touch made; exit 7');
    expect(read.exitCode).toBe(7);
    expect(read.output).toContain('/git-repo\nwork\n');
    expect(read.output).toContain('Read-only file system');
    expect(await shell('--write', '--', 'sh', '-c', 'echo more >> made')).toMatchObject({ exitCode: 0 });
    const missing = await shell('--run', '2', '--', 'true');
    expect(missing).toMatchObject({ exitCode: 1, output: expect.stringContaining('does not exist') as string });
    const trees = await inspect(namespace, IMAGE, claimName('watched'), 'ls trees; cat trees/watched/made');
    expect(trees).toBe('watched\nwork\nmore\n');
  });

  test('Ctrl-C deletes the pod of a shell', async () => {
    const program = namespace.start('shell', 'watched', '--', 'sh', '-c', `echo ${READY}; sleep 100`);
    await program.printed(new RegExp(READY));
    program.interrupt();
    await program.exitCode;
    expect(program.output).toContain('stopped by SIGINT; the pod is deleted');
    await namespace.kubectl('wait', 'pods', '--selector=app=keruta-shell', '--for=delete', '--timeout=60s');
  });
});

test('keepRuns removes the trees of earlier runs; trees lists the others, and removes those that no Job uses', async () => {
  const daily = (run: number, command: string): object => ({
    taskId: 'daily',
    repoUrl: server.httpUrl('hello.git'),
    run,
    keepRuns: 2,
    command: sh(command),
  });
  async function trees(...args: string[]): Promise<{ exitCode: number | null; output: string }> {
    const program = namespace.start('trees', claimName('daily'), ...args);
    return { exitCode: await program.exitCode, output: program.output };
  }
  const write = 'head -c 3000000 /dev/zero > result';
  await namespace.complete(list(daily(1, write), { taskId: 'gone', parentTaskId: 'daily' }));
  expect((await trees()).output).toMatch(/^daily +tree +daily +1 .* current run\ngone +tree +gone +1 .* current run$/m);

  for (const run of [2, 3, 4]) await namespace.complete(list(daily(run, write)));
  let release = (): void => undefined;
  const released = new Promise<number>((resolve) => (release = () => resolve(200)));
  server.answer('fifth', () => released);
  const fifth = await namespace.apply(list(daily(5, ask('fifth'))));
  await fifth.printed(/keruta-job-daily-run5 created/);
  await namespace.kubectl('wait', 'pods', '--selector=task-id=daily', '--for=condition=Ready', '--timeout=60s');
  const { output } = await trees();
  expect(output).toMatch(
    /^daily-run4 +tree +daily +4 .* earlier run\ndaily-run5 +tree +daily +5 .* current run\ngone +tree +- +- +3 MB .* not in the list\ntotal /m,
  );
  expect(output).not.toMatch(/daily-run3/);

  const refused = await trees('--remove', 'daily-run5', 'gone', '--yes');
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain('trees/daily-run5 is used by keruta-job-daily-run5, which has not ended');
  const removed = await trees('--remove-unlisted', '--yes');
  expect(removed).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(/^removed trees\/gone: 3 MB$/m) as string,
  });
  release();
  expect(await fifth.exitCode).toBe(0);
  expect(await inspect(namespace, IMAGE, claimName('daily'), 'ls trees')).toBe('daily-run4\ndaily-run5\n');
});

test("a repository's second chain transfers less than its first", async () => {
  await server.commit('large.git', { 'large.bin': randomBytes(5_000_000) });
  const tasks = ['first', 'second'].map((taskId) => ({
    taskId,
    repository: 'large',
    command: sh('wc -c < large.bin'),
  }));
  const repositories = { large: { url: server.httpUrl('large.git') } };
  await namespace.complete({ ...list(tasks[0]!), repositories });
  const first = server.sent('large.git');
  await namespace.complete({ ...list(...tasks), repositories });
  expect(first).toBeGreaterThan(5_000_000);
  expect(server.sent('large.git') - first).toBeLessThan(first / 100);
  expect(await namespace.log(jobName('second', 1))).toBe('5000000\n');
});

test('a child is added while its parent runs', async () => {
  let release = (): void => undefined;
  const released = new Promise<number>((resolve) => (release = () => resolve(200)));
  server.answer('hold', () => released);
  const parent = {
    taskId: 'held',
    repoUrl: server.httpUrl('hello.git'),
    command: sh(`${ask('hold')}; echo work > result`),
  };
  const before = await namespace.apply(list(parent));
  await before.printed(/keruta-job-held created/);
  const after = await namespace.apply(
    list(parent, { taskId: 'added', parentTaskId: 'held', command: sh('cat result') }),
  );
  await after.printed(/keruta-job-held is already running/);
  release();
  expect(await before.exitCode).toBe(0);
  expect(await after.exitCode).toBe(0);
  expect(await namespace.log(jobName('added', 1))).toBe('work\n');
});

test('a missing image is reported while the task waits, and corrected by a new run', async () => {
  const task = { taskId: 'typo', repoUrl: server.httpUrl('hello.git') };
  const apply = await namespace.apply(list({ ...task, image: 'localhost/no/such:1' }));
  await apply.printed(/main: (ErrImagePull|ImagePullBackOff)/);
  apply.interrupt();
  await apply.exitCode;
  const output = await namespace.complete(list({ ...task, run: 2 }));
  expect(output).toContain('job.batch "keruta-job-typo" deleted');
});

test('a pod waits for the ConfigMap with the scripts, and runs when it is created', async () => {
  const other = await Namespace.create();
  try {
    const dist = await other.synth(list({ taskId: 'early', repoUrl: server.httpUrl('hello.git') }));
    await other.kubectl('apply', `--filename=${dist}/tasks/early`);
    await other.kubectl('wait', 'pod', '--all', '--for=condition=PodScheduled', '--timeout=120s');
    const events = ['get', 'events', '--field-selector=reason=FailedMount', '--output=jsonpath={.items[*].message}'];
    while (!(await other.kubectl(...events)).includes('configmap "keruta-workspace-')) await sleep(1000);
    const state = '--output=jsonpath={.items[0].status.initContainerStatuses[0].state.waiting.reason}';
    expect(await other.kubectl('get', 'pods', state)).toBe('PodInitializing');

    await other.kubectl('apply', `--filename=${dist}/workspace`);
    await other.kubectl('wait', 'job', '--all', '--for=condition=Complete', '--timeout=300s');
    expect(await other.pods(jobName('early', 1))).toHaveLength(1);
  } finally {
    await other.remove();
  }
});

test('the commands of the README delete ConfigMaps that no Job uses, and no others', async () => {
  const dist = await namespace.synth(list({ taskId: 'clean', repoUrl: server.httpUrl('hello.git') }));
  const configMaps = async (): Promise<string[]> =>
    (await namespace.kubectl('get', 'configmaps', '--output=name')).trimEnd().split('\n');
  const before = await configMaps();
  const metadata = (name: string): object => ({ name, labels: { app: 'keruta' } });
  for (const name of ['keruta-workspace-0000000000', 'my-own']) {
    await namespace.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name) });
  }
  const [, commands = ''] = /```sh\n(.*?)```/s.exec(readFileSync(join(dist, 'workspace/README.md'), 'utf8'))!;
  expect(await run('sh', ['-euc', commands])).toMatch(/^configmap "keruta-workspace-0000000000" deleted.*\n$/);
  expect((await configMaps()).toSorted()).toEqual([...before, 'configmap/my-own'].toSorted());
});
