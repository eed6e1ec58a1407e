import { App } from 'cdk8s';
import { ApplicationSetChart, RepositoryChart, TaskChart, WorkspaceChart } from './lib/charts';
import { readList } from './lib/cli/read-list';
import { renderList } from './lib/cli/render-list';
import { run } from './lib/cli/run';
import { renderManifest, type Manifest } from './lib/output';
import { applicationSetPath, repositoryPath, taskPath, WORKSPACE_PATH } from './lib/output/layout';
import type { ChainTask, TaskList } from './lib/task-list';

/** Renders the manifests of a list. Each chain is an App of its own: an App validates all of its charts for each one. */
export function* synthesize({ argoCd, namespace, repositories, chains }: TaskList): Generator<Manifest> {
  if (argoCd) yield renderManifest(applicationSetPath(argoCd), new ApplicationSetChart(new App(), argoCd, namespace!));
  const workspace = new WorkspaceChart(new App(), { argoCd, namespace });
  yield renderManifest(WORKSPACE_PATH, workspace);
  for (const repository of repositories)
    yield renderManifest(repositoryPath(repository), new RepositoryChart(new App(), { repository, workspace }));
  for (const chain of chains) {
    const app = new App();
    const charts = new Map<ChainTask, TaskChart>();
    for (const task of chain.tasks) {
      charts.set(task, new TaskChart(app, { task, charts, workspace }));
      yield renderManifest(taskPath(chain, task), charts.get(task)!);
    }
  }
}

async function main(file = 'tasks.json'): Promise<void> {
  const list = readList(file);
  if (list) await renderList(list, { file, synthesize });
}

if (require.main === module) void run(main);
