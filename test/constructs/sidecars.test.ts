import { GitRepoTask, type RootTaskProps } from '../../lib';
import { DEFAULTS } from '../../lib/constructs/defaults';
import { jobsOf, objectsOf, podOf, type Job } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';

const ROOT = { taskId: 'build', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };
const DATABASE = { name: 'database', image: 'postgres:17' };

function jobOf(props: Partial<RootTaskProps> = {}): Job {
  const [job] = jobsOf(objectsOf((chart) => new GitRepoTask(chart, 'task', { ...ROOT, ...props })));
  expect(schemaErrors(job!)).toEqual([]);
  return job!;
}

test('no sidecars change nothing', () => {
  expect(jobOf({ sidecars: [] })).toEqual(jobOf());
});

test('start after the init container, in their order', () => {
  const containers = podOf(jobOf({ sidecars: [DATABASE, { ...DATABASE, name: 'cache' }] })).initContainers!;
  expect(containers.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
    ['git-clone', undefined],
    ['database', 'Always'],
    ['cache', 'Always'],
  ]);
});

test('have a /tmp of their own, and see the tree only if they ask for it, and read-only', () => {
  const sidecars = [
    { ...DATABASE, tmpSize: '500M' },
    { name: 'x'.repeat(63), image: 'a', tree: 'readOnly' as const },
  ];
  const pod = podOf(jobOf({ sidecars, mountPath: '/work' }));
  const [, database, proxy] = pod.initContainers!;
  const [tmp, otherTmp] = pod.volumes!.slice(-2);
  expect(database!.volumeMounts).toEqual([{ name: tmp!.name, mountPath: '/tmp' }]);
  expect(proxy!.volumeMounts).toEqual([
    { name: 'git-repo', mountPath: '/work', subPath: 'trees/build', readOnly: true },
    { name: otherTmp!.name, mountPath: '/tmp' },
  ]);
  expect(pod.containers[0]!.volumeMounts!.map(({ name }) => name)).toEqual(['git-repo', 'tmp']);
  expect([tmp!.emptyDir, otherTmp!.emptyDir]).toEqual([{ sizeLimit: '500M' }, { sizeLimit: '1Gi' }]);
  for (const { name } of pod.volumes!) expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
});

test('have default resources, and HOME unless they set it', () => {
  const sidecars = [
    { ...DATABASE, resources: { limits: { memory: '4Gi' } } },
    { ...DATABASE, name: 'b', env: { HOME: '/' } },
  ];
  const [, database, other] = podOf(jobOf({ sidecars })).initContainers!;
  const { requests, limits } = DEFAULTS.resources;
  expect(database!.resources).toEqual({ requests, limits: { ...limits, memory: '4Gi' } });
  expect(database!.env).toEqual([{ name: 'HOME', value: '/tmp' }]);
  expect(other!.env).toEqual([{ name: 'HOME', value: '/' }]);
});

test('have the variables of Secrets and ConfigMaps', () => {
  const sidecars = [{ ...DATABASE, envFrom: [{ secret: 'database', prefix: 'DB_' }, { configMap: 'settings' }] }];
  expect(podOf(jobOf({ sidecars })).initContainers![1]!.envFrom).toEqual([
    { prefix: 'DB_', secretRef: { name: 'database' } },
    { configMapRef: { name: 'settings' } },
  ]);
});

test('an init container waits for those with a startupProbe, with the resources of main', () => {
  const sidecars = [
    { ...DATABASE, startupProbe: { port: 5432 } },
    { ...DATABASE, name: 'other' },
    { ...DATABASE, name: 'cache', startupProbe: { port: 6379, deadlineSeconds: 5 } },
  ];
  const pod = podOf(jobOf({ sidecars, gitImage: 'git:1', resources: { limits: { cpu: '3' } } }));
  const wait = pod.initContainers!.at(-1)!;
  expect(wait).toMatchObject({ name: 'wait-for-sidecars', image: 'git:1', resources: pod.containers[0]!.resources });
  expect(wait.command!.slice(3)).toEqual(['wait-for-sidecars', 'database', '5432', '120', 'cache', '6379', '5']);
  expect(wait.restartPolicy).toBeUndefined();
});

test('their exit codes do not fail the Job', () => {
  const { rules } = jobOf({ sidecars: [DATABASE] }).spec!.podFailurePolicy!;
  expect(rules.map(({ onExitCodes }) => onExitCodes?.containerName)).toEqual([undefined, 'git-clone']);
});
