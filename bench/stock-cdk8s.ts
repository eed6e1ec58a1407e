/** The same charts, written as cdk8s itself writes them: all in one App. */
import { App } from 'cdk8s';
import { TaskChart, WorkspaceChart } from '../lib/charts';
import { readTaskList, type ChainTask } from '../lib/task-list';

const app = new App();
const workspace = new WorkspaceChart(app);
for (const chain of readTaskList(process.env.LIST!).list?.chains ?? []) {
  const charts = new Map<ChainTask, TaskChart>();
  for (const task of chain.tasks) {
    charts.set(task, new TaskChart(app, { task, charts, workspace }));
  }
}
app.synth();
