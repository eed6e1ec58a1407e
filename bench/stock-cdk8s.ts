/** The same charts, written as cdk8s itself writes them: all in one App. */
import { App } from 'cdk8s';
import { TaskChart } from '../lib/charts/task-chart';
import type { GitRepoTask } from '../lib/git-repo-task';
import { readTaskList, tasksFile } from '../lib/task-list';

const app = new App();
for (const chain of readTaskList(tasksFile()).list?.chains ?? []) {
  const tasks = new Map<string, GitRepoTask>();
  for (const chainTask of chain.tasks) {
    const parent = chainTask.parent && tasks.get(chainTask.parent.task.taskId);
    tasks.set(chainTask.task.taskId, new TaskChart(app, { chainTask, parent }).task);
  }
}
app.synth();
