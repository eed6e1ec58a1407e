import { Chart, Testing } from 'cdk8s';
import { GitRepoTask } from '../../../lib';
import { parseTaskList } from '../../../lib/task-list';
import { jobsOf } from '../../support/chart';
import { filesOf } from '../../support/list';

const labels = { 'kueue.x-k8s.io/queue-name': 'batch', team: 'web' };
const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3', labels };
const argoCd = { repoURL: 'https://example.com/gitops.git' };
const MESSAGE =
  '"kueue.x-k8s.io/queue-name" is not allowed with argoCd: Argo CD treats a Job that Kueue suspended and resumed as healthy while it runs, so the next task would start on an incomplete working tree; remove the label';

function problemsIn(list: object): string[] {
  return parseTaskList(JSON.stringify(list), 'tasks.json').problems.map(({ path, message }) => `${path}: ${message}`);
}

test('labels of Kueue are rejected in a list that Argo CD applies', () => {
  expect(problemsIn({ namespace: 'jobs', argoCd, defaults: { labels }, tasks: [root, child] })).toEqual([
    `defaults.labels["kueue.x-k8s.io/queue-name"]: ${MESSAGE}`,
    `tasks[1].labels["kueue.x-k8s.io/queue-name"]: ${MESSAGE}`,
  ]);
});

test('without argoCd they are on the Job, where Kueue looks for them', () => {
  const list = { namespace: 'jobs', tasks: [root, child] };
  expect(problemsIn(list)).toEqual([]);
  expect(jobsOf(filesOf(list)['tasks/a/b.k8s.yaml']!)[0]?.metadata?.labels).toMatchObject(labels);
});

test('the constructs accept them', () => {
  const chart = new Chart(Testing.app(), 'chain');
  new GitRepoTask(chart, 'build', { ...root, labels });
  expect(jobsOf(Testing.synth(chart) as object[])[0]?.metadata?.labels).toMatchObject(labels);
});
