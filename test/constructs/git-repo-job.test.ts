import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import {
  GitRepoClaim,
  GitRepoJob,
  type ChildJobProps,
  type ClaimReferenceOptions,
  type IGitRepoClaim,
  type RootJobProps,
} from '../../lib';
import { OWN_VARIABLES } from '../../lib/kubernetes/literal-environment';
import { initOf, jobsOf, mainOf, objectsOf, podOf, type Job } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';

const ROOT = { taskId: 'build', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };

function claim(options: ClaimReferenceOptions = {}, name = 'data'): IGitRepoClaim {
  return GitRepoClaim.fromClaimName(Testing.chart(), 'claim', name, options);
}

function rootJob(props: Partial<RootJobProps> = {}): Job {
  const [job] = jobsOf(objectsOf((chart) => new GitRepoJob(chart, 'job', { ...ROOT, claim: claim(), ...props })));
  expect(schemaErrors(job!)).toEqual([]);
  return job!;
}

function childJob(props: Partial<ChildJobProps> = {}, root: Partial<RootJobProps> = {}): Job {
  const jobs = jobsOf(
    objectsOf((chart) => {
      const parent = new GitRepoJob(chart, 'root', { ...ROOT, claim: claim(), ...root });
      new GitRepoJob(chart, 'child', { taskId: 'test', image: 'node:22', parent, ...props });
    }),
  );
  expect(schemaErrors(jobs[1]!)).toEqual([]);
  return jobs[1]!;
}

function envOf(container: { env?: { name: string; value?: string }[] }): Record<string, string | undefined> {
  return Object.fromEntries(container.env!.map(({ name, value }) => [name, value]));
}

/** Returns the Job with the same name for its ConfigMap whatever the scripts are. */
function withoutHash(job: Job): unknown {
  return JSON.parse(JSON.stringify(job).replace(/keruta-workspace-[0-9a-f]{10}/, 'keruta-workspace-HASH'));
}

test('a root with the defaults', () => {
  const job = rootJob();
  expect(withoutHash(job)).toMatchSnapshot();
});

test('a child with the defaults', () => {
  const job = childJob();
  expect(withoutHash(job)).toMatchSnapshot();
});

test('all the props', () => {
  const job = rootJob({
    imagePullPolicy: 'Always',
    command: ['make'],
    args: ['all'],
    env: {
      FIRST: '$(TASK_ID)',
      TOKEN: { secret: 'npm', key: 'token' },
      LEVEL: { configMap: 'settings', key: 'level' },
      NODE: { field: 'spec.nodeName' },
      MEMORY: { resource: 'limits.memory', divisor: '1Mi' },
      HOME: '/git-repo',
    },
    envFrom: [{ secret: 'api', prefix: 'API_', optional: true }, { configMap: 'settings' }],
    resources: { requests: { cpu: '1' }, limits: { 'nvidia.com/gpu': '1' } },
    readOnlyRootFilesystem: false,
    tmpSize: '500M',
    mountPath: '/work',
    volumes: [
      { mountPath: '/etc/agent', configMap: 'prompts' },
      { mountPath: '/run/key', secret: 'api', optional: true },
      { mountPath: '/cache', claim: 'npm-cache', readOnly: true },
      { mountPath: '/scratch', emptyDir: '1Gi' },
      { mountPath: '/dev/shm', emptyDir: '2Gi', medium: 'Memory' },
      { mountPath: '/token', serviceAccountToken: { audience: 'vault' } },
    ],
    sidecars: [
      {
        name: 'database',
        image: 'postgres:17',
        command: ['postgres'],
        args: ['-c', 'fsync=off'],
        env: { PGDATA: '/tmp/data', PASSWORD: { secret: 'database', key: 'password' } },
        envFrom: [{ configMap: 'database' }],
        resources: { limits: { memory: '1Gi' } },
        readOnlyRootFilesystem: false,
        tmpSize: '2Gi',
        startupProbe: { port: 5432, deadlineSeconds: 60 },
      },
      { name: 'proxy', image: 'envoy:1', tree: 'readOnly' },
    ],
    run: 2,
    retry: 'continue',
    backoffLimit: 0,
    activeDeadlineSeconds: 60,
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'ci', operator: 'Exists', effect: 'NoSchedule' }],
    dnsConfig: { nameservers: ['10.0.0.10'], searches: ['example.com'], options: [{ name: 'ndots', value: '1' }] },
    imagePullSecrets: ['registry'],
    serviceAccountName: 'builder',
    priorityClassName: 'low',
    runtimeClassName: 'gvisor',
    hostUsers: false,
    terminationGracePeriodSeconds: 120,
    labels: { team: 'a' },
    annotations: { note: 'b' },
    ref: 'main',
    depth: 1,
    gitSecret: 'git',
    gitImage: 'my/git:1',
    gitResources: { limits: { memory: '4Gi' } },
  });
  expect(withoutHash(job)).toMatchSnapshot();
});

test('the clone gets the URL, ref, depth and Secret as they were written', () => {
  const init = initOf(
    rootJob({ repoUrl: 'https://example.com/$(HOME)/$$.git', ref: '$x', depth: 3, gitSecret: 'git' }),
  );
  expect(init.name).toBe('git-clone');
  expect(init.command).toEqual(['/bin/sh', '/etc/workspace-scripts/clone.sh']);
  expect(envOf(init)).toMatchObject({
    CLAIM: '/git-repo',
    TREE: 'build',
    RETRY: 'clean',
    REPO_URL: 'https://example.com/$$(HOME)/$$$$.git',
    REF: '$$x',
    DEPTH: '3',
    GIT_SECRET: 'git',
  });
});

test("main sees this project's variables as written; Kubernetes expands the user's own", () => {
  const main = mainOf(rootJob({ repoUrl: 'https://example.com/$(HOME).git', env: { MINE: '$(HOME) $$' } }));
  expect(envOf(main)).toMatchObject({ REPO_URL: 'https://example.com/$$(HOME).git', MINE: '$(HOME) $$' });
});

test('nothing but the command, the arguments and the variables of a task has a $(NAME) that Kubernetes expands', () => {
  const job = rootJob({
    repoUrl: 'https://example.com/$(X).git',
    ref: '$(X)',
    mountPath: '/work/$(X)',
    envFrom: [{ configMap: 'x', prefix: 'X' }],
    volumes: [
      { mountPath: '/mnt/$(X)', emptyDir: '1Gi' },
      { mountPath: '/token', serviceAccountToken: { audience: '$(X)' } },
    ],
  });
  const { initContainers, containers } = podOf(job);
  const expanded = [...initContainers!, ...containers].flatMap(({ command = [], args = [], env = [] }) => [
    ...command,
    ...args,
    ...env.map(({ value = '' }) => value),
  ]);
  expect(expanded.filter((text) => text.includes('$(X)')).length).toBeGreaterThan(2);
  expect(expanded.filter((text) => text.replaceAll('$$', '').includes('$('))).toEqual([]);
  expect(JSON.stringify(job)).not.toContain('subPathExpr');
});

test("keys of a Secret or a ConfigMap cannot replace this project's variables, and the init container gets none", () => {
  const envFrom = [{ secret: 'api' }, { configMap: 'settings' }];
  for (const job of [rootJob({ envFrom }), childJob({ envFrom })]) {
    const names = mainOf(job).env!.map(({ name }) => name);
    expect([...names].sort()).toEqual([...OWN_VARIABLES, 'HOME'].sort());
    expect(mainOf(job).envFrom).toEqual([{ secretRef: { name: 'api' } }, { configMapRef: { name: 'settings' } }]);
    expect(initOf(job).envFrom).toBeUndefined();
  }
  expect(envOf(mainOf(rootJob({ envFrom })))).toMatchObject({ PARENT_TASK_ID: '', GIT_CONFIG_KEY_1: '' });
  expect(envOf(mainOf(rootJob({ envFrom: [] })))).not.toHaveProperty('PARENT_TASK_ID');
});

test('only main mounts the volumes of the task', () => {
  const volumes = [
    { mountPath: '/etc/agent', configMap: 'prompts' },
    { mountPath: '/etc-agent', secret: 'api' },
    { mountPath: '/cache', claim: 'cache', readOnly: false },
  ];
  const pod = podOf(childJob({ volumes }));
  const mounts = pod.containers[0]!.volumeMounts!.slice(2);
  expect(mounts.map(({ mountPath, readOnly }) => [mountPath, readOnly])).toEqual([
    ['/etc/agent', true],
    ['/etc-agent', true],
    ['/cache', undefined],
  ]);
  const names = pod.volumes!.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.slice(-3)).toEqual(mounts.map(({ name }) => name));
  expect(pod.initContainers![0]!.volumeMounts!.map(({ name }) => name)).toEqual([
    'git-repo',
    'workspace-scripts',
    'init-tmp',
  ]);
});

test('a variable comes after those it refers to', () => {
  const main = mainOf(rootJob({ env: { URL: 'postgres://$(HOST)/app', LOG: '1', HOST: 'db' } }));
  expect(main.env!.slice(-3).map(({ name }) => name)).toEqual(['HOST', 'URL', 'LOG']);
});

test("this project's variables come before the user's, and HOME occurs once", () => {
  const names = (job: Job): string[] => mainOf(job).env!.map(({ name }) => name);
  const git = ['GIT_CONFIG_COUNT', 'GIT_CONFIG_KEY_0', 'GIT_CONFIG_VALUE_0'];
  expect(names(rootJob({ env: { B: '1', A: '2' } }))).toEqual(['TASK_ID', 'REPO_URL', 'HOME', ...git, 'B', 'A']);
  expect(names(childJob({ env: { HOME: '/git-repo' } }))).toEqual([
    'TASK_ID',
    'PARENT_TASK_ID',
    'REPO_URL',
    ...git,
    ...['GIT_CONFIG_KEY_1', 'GIT_CONFIG_VALUE_1', 'GIT_CONFIG_KEY_2', 'GIT_CONFIG_VALUE_2'],
    'HOME',
  ]);
});

test('only the clone mounts the Secret for git; the volume is optional, since the script reports what is missing', () => {
  const pod = podOf(rootJob({ gitSecret: 'git' }));
  expect(pod.volumes).toContainEqual({ name: 'git-secret', secret: { secretName: 'git', optional: true } });
  const mounts = (container: { volumeMounts?: { name: string }[] }): string[] =>
    container.volumeMounts!.map(({ name }) => name);
  expect(mounts(pod.initContainers![0]!)).toEqual(['git-repo', 'workspace-scripts', 'init-tmp', 'git-secret']);
  expect(mounts(pod.containers[0]!)).toEqual(['git-repo', 'tmp']);
});

test("a child copies the tree of its parent's run with the image and resources of its root, without credentials", () => {
  const job = childJob(
    { run: 3 },
    { run: 2, gitSecret: 'git', gitImage: 'my/git:1', gitResources: { limits: { cpu: '3' } } },
  );
  const init = initOf(job);
  expect(init).toMatchObject({ name: 'copy-workspace', image: 'my/git:1' });
  expect(init.resources!.limits).toEqual({ cpu: '3', memory: '1Gi', 'ephemeral-storage': '1Gi' });
  expect(envOf(init)).toMatchObject({ PARENT_TASK_ID: 'build', PARENT_TREE: 'build-run2', TREE: 'test-run3' });
  expect(JSON.stringify(podOf(job))).not.toContain('git-secret');
  expect(envOf(init)).not.toHaveProperty('REPO_URL');
  expect(envOf(mainOf(job))).toMatchObject({ REPO_URL: ROOT.repoUrl, PARENT_TASK_ID: 'build' });
  expect(job.metadata!.labels).toEqual({
    app: 'keruta',
    'task-id': 'test',
    'root-task-id': 'build',
    'parent-task-id': 'build',
  });
});

test('what prepares a tree depends on the claim: a clone, a clone from a mirror, or a copy', () => {
  const script = (job: Job): string => initOf(job).command![1]!.replace('/etc/workspace-scripts/', '');
  expect(script(rootJob())).toBe('clone.sh');
  expect(script(rootJob({ claim: GitRepoClaim.fromRepository(Testing.chart(), 'claim', 'app') }))).toBe('mirror.sh');
  expect(script(childJob())).toBe('copy.sh');
});

test('main mounts its own tree only; the two containers share no other volume', () => {
  const pod = podOf(rootJob({ run: 2, mountPath: '/work' }));
  const [main, init] = [pod.containers[0]!, pod.initContainers![0]!];
  expect(main.volumeMounts).toEqual([
    { name: 'git-repo', mountPath: '/work', subPath: 'trees/build-run2' },
    { name: 'tmp', mountPath: '/tmp' },
  ]);
  expect(main.workingDir).toBe('/work');
  expect(init.volumeMounts).toEqual([
    { name: 'git-repo', mountPath: '/work' },
    { name: 'workspace-scripts', mountPath: '/etc/workspace-scripts', readOnly: true },
    { name: 'init-tmp', mountPath: '/tmp' },
  ]);
});

test('an error that no retry can fix fails the Job; a disruption is not counted', () => {
  expect(rootJob().spec!.podFailurePolicy).toEqual({
    rules: [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { containerName: 'git-clone', operator: 'In', values: [65] } },
    ],
  });
  expect(childJob().spec!.podFailurePolicy!.rules[1]!.onExitCodes!.containerName).toBe('copy-workspace');
});

test('pods on a ReadWriteOnce claim run on one node, by a label of at most 63 characters', () => {
  const long = 'x'.repeat(100);
  const pod = rootJob({ claim: claim({}, long) }).spec!.template;
  const label = pod.metadata!.labels!['git-repo-claim']!;
  expect(label.length).toBeLessThanOrEqual(63);
  expect(pod.spec!.affinity).toEqual({
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'git-repo-claim': label } } },
      ],
    },
  });
});

test.each(['ReadWriteMany', 'ReadWriteOncePod'] as const)('pods on a %s claim may run on any node', (pvcAccessMode) => {
  const { template } = rootJob({ claim: claim({ pvcAccessMode }) }).spec!;
  expect(template.spec!.affinity).toBeUndefined();
  expect(template.metadata!.labels).not.toHaveProperty('git-repo-claim');
});

test("the claim's user is the pod's; null leaves it to the cluster", () => {
  const context = (options: ClaimReferenceOptions): object =>
    podOf(rootJob({ claim: claim(options) })).securityContext!;
  const rest = {
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  expect(context({})).toEqual({ runAsUser: 65534, runAsGroup: 65534, fsGroup: 65534, ...rest });
  expect(context({ runAsUser: 1000, fsGroup: 5 })).toEqual({ runAsUser: 1000, runAsGroup: 1000, fsGroup: 5, ...rest });
  expect(context({ runAsUser: null })).toEqual(rest);
});

test('the token of a ServiceAccount is mounted; without a ServiceAccount there is no token', () => {
  expect(podOf(rootJob()).automountServiceAccountToken).toBe(false);
  const pod = podOf(rootJob({ serviceAccountName: 'builder' }));
  expect(pod.serviceAccountName).toBe('builder');
  expect(pod.automountServiceAccountToken).toBe(true);
});

test('ApiObject.of finds the Job, so that a sidecar can be added', () => {
  const [job] = jobsOf(
    objectsOf((chart) => {
      const gitRepoJob = new GitRepoJob(chart, 'job', { ...ROOT, claim: claim() });
      const sidecar = { name: 'proxy', image: 'envoy:1', restartPolicy: 'Always' };
      ApiObject.of(gitRepoJob).addJsonPatch(JsonPatch.add('/spec/template/spec/initContainers/-', sidecar));
    }),
  );
  expect(podOf(job!).initContainers!.map(({ name }) => name)).toEqual(['git-clone', 'proxy']);
  expect(podOf(job!).initContainers![1]).toMatchObject({ image: 'envoy:1', restartPolicy: 'Always' });
});
