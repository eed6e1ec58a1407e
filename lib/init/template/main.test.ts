import { join } from 'node:path';
import { readTaskList } from 'cdk8s-git-repo-tasks';
import { synthesize } from './main';

interface Job {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly activeDeadlineSeconds: number };
}

const DAY_IN_SECONDS = 24 * 60 * 60;

const { list, problems } = readTaskList(join(__dirname, 'tasks.json'));
const objects = list ? [...synthesize(list)].flatMap((manifest) => manifest.objects as readonly Job[]) : [];
const jobs = objects.filter(({ kind }) => kind === 'Job');

test('the list has no errors', () => {
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('each task has a Job', () => {
  const taskIds = list?.chains.flatMap((chain) => chain.tasks.map(({ task }) => task.taskId)) ?? [];
  expect(jobs.map(({ metadata }) => metadata.labels['task-id']).sort()).toEqual(taskIds.sort());
});

// A rule of your team. The list can be valid and still break it.
test('no Job may run for more than a day', () => {
  const long = jobs.filter(({ spec }) => spec.activeDeadlineSeconds > DAY_IN_SECONDS);
  expect(long.map(({ metadata }) => metadata.name)).toEqual([]);
});
