import { DEFAULTS } from '../../../lib/constructs/defaults';
import { parseTaskList } from '../../../lib/task-list';

const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3.22' };
const repoURL = 'https://example.com/gitops.git';

function problemsIn(guard: unknown, list: object = {}, argoCd: object = {}): string[] {
  const all = {
    namespace: 'jobs',
    argoCd: { repoURL, jobHealthCheck: true, guard, ...argoCd },
    tasks: [root],
    ...list,
  };
  return parseTaskList(JSON.stringify(all), 'tasks.json').problems.map(({ path, message }) => `${path}: ${message}`);
}

test('a quantity above a limit of the guard is rejected where it is set', () => {
  const guard = { maxResources: { cpu: '4', memory: '2Gi' }, maxClaimSize: '5Gi' };
  const list = {
    defaults: { resources: { limits: { cpu: '5' } } },
    repositories: { app: { url: 'https://example.com/app.git', pvcStorageSize: '6Gi' } },
    tasks: [
      { ...root, resources: { limits: { memory: '3Gi' } }, gitResources: { limits: { cpu: '4500m' } } },
      { taskId: 'b', parentTaskId: 'a', image: 'alpine:3.22', resources: { limits: { cpu: '4' } } },
      { taskId: 'c', repository: 'app', image: 'alpine:3.22' },
    ],
  };
  expect(problemsIn(guard, list)).toEqual([
    'tasks[0].resources.limits.memory: "3Gi" is more than argoCd.guard.maxResources.memory, 2Gi; change one of the two',
    'tasks[0].gitResources.limits.cpu: "4500m" is more than argoCd.guard.maxResources.cpu, 4; change one of the two',
    'defaults.resources.limits.cpu: "5" is more than argoCd.guard.maxResources.cpu, 4; change one of the two',
    'repositories.app.pvcStorageSize: "6Gi" is more than argoCd.guard.maxClaimSize, 5Gi; change one of the two',
  ]);
});

test('a limit of the guard below a default of this project is rejected, unless no task has the default', () => {
  const guard = { maxResources: { memory: '1Gi' }, maxClaimSize: '512Mi' };
  expect(problemsIn(guard)).toEqual([
    'argoCd.guard.maxResources.memory: "1Gi" is less than resources.limits.memory, whose default is 2Gi; increase it, or set defaults.resources.limits.memory',
    'argoCd.guard.maxClaimSize: "512Mi" is less than pvcStorageSize, whose default is 1Gi; increase it, or set defaults.pvcStorageSize',
  ]);
  const defaults = { resources: { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } }, pvcStorageSize: '512Mi' };
  expect(problemsIn(guard, { defaults })).toEqual([]);
});

test('a limit of a sidecar above one of the guard is rejected, its own or the default', () => {
  const limits = { memory: '1Gi', 'ephemeral-storage': '4Gi' };
  const database = { name: 'database', image: 'postgres:17-alpine', resources: { limits } };
  const cache = { name: 'cache', image: 'redis:7.4-alpine' };
  const resources = { limits: { memory: '1Gi' } };
  const list = {
    defaults: { sidecars: [cache], resources },
    tasks: [
      { ...root, sidecars: [database] },
      { taskId: 'b', parentTaskId: 'a', image: 'alpine:3.22' },
      { taskId: 'c', parentTaskId: 'a', image: 'alpine:3.22' },
    ],
  };
  expect(problemsIn({ maxResources: { memory: '1Gi', 'ephemeral-storage': '3Gi' } }, list)).toEqual([
    'tasks[0].sidecars[0].resources.limits["ephemeral-storage"]: "4Gi" is more than argoCd.guard.maxResources["ephemeral-storage"], 3Gi; change one of the two',
    'defaults.sidecars[0]: has no limit of memory, whose default 2Gi is more than argoCd.guard.maxResources.memory, 1Gi; set resources.limits.memory',
  ]);
  expect(problemsIn({ maxResources: { 'ephemeral-storage': '4Gi' } }, list)).toEqual([]);
});

test('the claim of an ephemeral task above the limit is rejected', () => {
  const onClaim = { ...root, ephemeral: { size: '6Gi', storageClass: 'fast' } };
  const onNode = {
    ...root,
    taskId: 'b',
    ephemeral: { size: '6Gi' },
    resources: { limits: { 'ephemeral-storage': '8Gi' } },
  };
  expect(problemsIn({ maxClaimSize: '5Gi' }, { tasks: [onClaim, onNode] })).toEqual([
    'tasks[0].ephemeral.size: "6Gi" is more than argoCd.guard.maxClaimSize, 5Gi; change one of the two',
  ]);
});

test('a default above a limit is accepted if no task has it, or if the task has no claim of its own', () => {
  const guard = { maxResources: { cpu: '4' }, maxClaimSize: '5Gi' };
  const defaults = { resources: { limits: { cpu: '5' } }, pvcStorageSize: '6Gi' };
  const task = { ...root, existingClaim: 'shared', resources: { limits: { cpu: '4' } } };
  expect(problemsIn(guard, { defaults, tasks: [task] })).toEqual([]);
});

test('the defaults of this project fit limits that are equal to them', () => {
  const { resources, pvcStorageSize } = DEFAULTS;
  expect(problemsIn({ maxResources: resources.limits, maxClaimSize: pvcStorageSize })).toEqual([]);
});

test('the project that all Applications share cannot be guarded', () => {
  expect(problemsIn(true, {}, { project: 'default' })).toEqual([
    'argoCd.project: "default" is the project of all Applications without one of their own, which guard would replace; remove project, or use another name',
  ]);
  expect(problemsIn(false, {}, { project: 'default' })).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['text', 'true', 'guard: "true" is a string, not true or false or an object; write true'],
  ['an unknown field', { quotas: {} }, 'guard.quotas: unknown field; did you mean "quota"?'],
  [
    'an address without a length',
    { egress: { cidrs: ['10.1.2.3'] } },
    'guard.egress.cidrs[0]: "10.1.2.3" is not a range of IP addresses (such as 10.0.0.0/8, or 10.1.2.3/32 for one address)',
  ],
  [
    'a range of all addresses',
    { egress: { clusterCidrs: ['0.0.0.0/0'] } },
    'guard.egress.clusterCidrs[0]: "0.0.0.0/0" is all addresses; use a smaller range',
  ],
  [
    'an unknown resource of a quota',
    { quota: { memroy: '1Gi' } },
    'guard.quota.memroy: "memroy" is not a resource of a ResourceQuota (such as requests.cpu, limits.memory, requests.storage, pods or count/jobs.batch)',
  ],
  [
    'a fraction of a pod',
    { quota: { pods: '1500m' } },
    'guard.quota.pods: "1500m" is not an integer (such as 1 or 2k)',
  ],
])('%s is rejected', (_, guard, problem) => {
  expect(problemsIn(guard)).toEqual([`argoCd.${problem}`]);
});
