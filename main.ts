import { App } from 'cdk8s';
import {
  AppProjectChart,
  ApplicationSetChart,
  NamespaceGuardChart,
  RepositoryChart,
  TaskChart,
  WorkspaceChart,
} from './lib/charts';
import { readList } from './lib/cli/read-list';
import { renderList } from './lib/cli/render-list';
import { run } from './lib/cli/run';
import { renderManifest, type Manifest } from './lib/output';
import {
  applicationSetPath,
  appProjectPath,
  namespaceGuardPath,
  repositoryPath,
  taskPath,
  WORKSPACE_PATH,
} from './lib/output/layout';
import type { ArgoCd, ChainTask, TaskList } from './lib/task-list';

/** Renders the manifests of a list. Each chain is an App of its own: an App validates all of its charts for each one. */
export function* synthesize(list: TaskList): Generator<Manifest> {
  const { argoCd, namespace, repositories, chains } = list;
  if (argoCd) yield* synthesizeArgoCd(argoCd, list);
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

/** Renders what an administrator applies: the ApplicationSet, and with a guard what limits the tasks. */
function* synthesizeArgoCd(argoCd: ArgoCd, { namespace = '', podSecurity }: TaskList): Generator<Manifest> {
  const applicationSet = new ApplicationSetChart(new App(), argoCd, namespace, podSecurity);
  yield renderManifest(applicationSetPath(argoCd), applicationSet);
  if (!argoCd.guard) return;
  yield renderManifest(appProjectPath(argoCd), new AppProjectChart(new App(), argoCd, namespace));
  yield renderManifest(namespaceGuardPath(argoCd), new NamespaceGuardChart(new App(), argoCd, namespace));
}

async function main(file = 'tasks.json'): Promise<void> {
  const list = readList(file);
  if (list) await renderList(list, { file, synthesize });
}

if (require.main === module) void run(main);
