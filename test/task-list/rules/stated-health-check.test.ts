import { Chart, Testing } from 'cdk8s';
import { GitRepoTask } from '../../../lib';
import { parseTaskList } from '../../../lib/task-list';
import { jobsOf } from '../../support/chart';
import { filesOf } from '../../support/list';

const labels = { 'kueue.x-k8s.io/queue-name': 'batch', team: 'web' };
const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };
const argoCd = { repoURL: 'https://example.com/gitops.git', jobHealthCheck: false };
const INSTALL =
  'apply argo-cd/job-health-check.patch of the manifests to argocd-cm, and set argoCd.jobHealthCheck to true';
const SUSPENDED = 'Argo CD treats a Job that was suspended and resumed as healthy while it runs';

function problemsIn(list: object): string[] {
  const { problems } = parseTaskList(JSON.stringify({ namespace: 'jobs', ...list }), 'tasks.json');
  return problems.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

test('allowFailure and labels of Kueue are rejected in a list that Argo CD applies without the health check', () => {
  const allowed = { ...root, allowFailure: true };
  const label = `needs, with argoCd, the health check of Jobs: without it, Argo CD treats a Job that Kueue suspended and resumed as healthy while it runs, so the next task would start on an incomplete working tree; ${INSTALL}; or remove the label`;
  expect(problemsIn({ argoCd, defaults: { labels }, tasks: [allowed, { ...child, labels }] })).toEqual([
    `error defaults.labels["kueue.x-k8s.io/queue-name"]: "kueue.x-k8s.io/queue-name" ${label}`,
    `error tasks[0].allowFailure: needs Kubernetes 1.31 or newer and, with argoCd, the health check of Jobs: without it, a failed Job stops its chain in Argo CD; ${INSTALL}; or remove allowFailure`,
    `error tasks[1].labels["kueue.x-k8s.io/queue-name"]: "kueue.x-k8s.io/queue-name" ${label}`,
  ]);
  expect(problemsIn({ argoCd, tasks: [{ ...root, allowFailure: false }] })).toEqual([]);
});

test('with the health check they are on the Job', () => {
  const list = {
    namespace: 'jobs',
    argoCd: { ...argoCd, jobHealthCheck: true },
    tasks: [root, { ...child, labels, allowFailure: true }],
  };
  expect(problemsIn(list)).toEqual([]);
  const [job] = jobsOf(filesOf(list)['tasks/a/b.k8s.yaml']!);
  expect(job?.metadata).toMatchObject({ labels, annotations: { 'keruta/allow-failure': 'true' } });
});

test('without argoCd they are on the Job', () => {
  const list = { namespace: 'jobs', tasks: [root, { ...child, labels, allowFailure: true }] };
  expect(problemsIn(list)).toEqual([]);
  const [job] = jobsOf(filesOf(list)['tasks/a/b.k8s.yaml']!);
  expect(job?.metadata).toMatchObject({ labels, annotations: { 'keruta/allow-failure': 'true' } });
});

test('the constructs accept them', () => {
  const chart = new Chart(Testing.app(), 'chain');
  new GitRepoTask(chart, 'build', { ...root, labels, allowFailure: true });
  const [job] = jobsOf(Testing.synth(chart) as object[]);
  expect(job?.metadata).toMatchObject({ labels, annotations: { 'keruta/allow-failure': 'true' } });
});

test('a list whose argoCd does not state it gets one warning', () => {
  const { jobHealthCheck, ...unstated } = argoCd;
  expect(problemsIn({ argoCd: unstated, tasks: [root, child] })).toEqual([
    expect.stringContaining(`warning argoCd: has no jobHealthCheck: without the health check of Jobs, ${SUSPENDED}`),
  ]);
  expect(problemsIn({ argoCd: { ...argoCd, jobHealthCheck }, tasks: [root, child] })).toEqual([]);
  expect(problemsIn({ argoCd: { ...argoCd, jobHealthCheck: 'yes' }, tasks: [root] })).toHaveLength(1);
});

test('allowFailure cannot be a default, as in GitLab', () => {
  expect(problemsIn({ defaults: { allowFailure: true }, tasks: [root] })).toEqual([
    'error defaults.allowFailure: cannot be set in defaults; set it at each task',
  ]);
});

test('names of other tools for allowFailure are known', () => {
  for (const name of ['allow_failure', 'continue-on-error', 'continueOn']) {
    expect(problemsIn({ tasks: [{ ...root, [name]: true }] })[0]).toContain('"allowFailure"');
  }
});
