import { App } from 'cdk8s';
import { ApplicationSetChart, RepositoryChart, TaskChart, WorkspaceChart } from './lib/charts';
import { listFile } from './lib/cli/list-file';
import { printProblems } from './lib/cli/print-problems';
import { renderManifest, writeDist, type Manifest } from './lib/output';
import { applicationSetPath, DIST, repositoryPath, taskPath, WORKSPACE_PATH } from './lib/output/layout';
import { readTaskList, type ChainTask, type TaskList } from './lib/task-list';

/** Renders the manifests of a list. Each chain is an App of its own: an App validates all of its charts for each one. */
export function* synthesize({ argoCd, namespace, repositories, chains }: TaskList): Generator<Manifest> {
  if (argoCd) yield renderManifest(applicationSetPath(argoCd), new ApplicationSetChart(new App(), argoCd, namespace!));
  const workspace = new WorkspaceChart(new App(), { argoCd, namespace });
  yield renderManifest(WORKSPACE_PATH, workspace);
  for (const repository of repositories)
    yield renderManifest(repositoryPath(repository), new RepositoryChart(new App(), { repository, workspace }));
  for (const chain of chains) {
    const app = new App();
    const charts = new Map<ChainTask | undefined, TaskChart>();
    for (const task of chain.tasks) {
      charts.set(task, new TaskChart(app, { task, parent: charts.get(task.parent), workspace }));
      yield renderManifest(taskPath(chain, task), charts.get(task)!);
    }
  }
}

if (require.main === module) {
  const { list, problems } = readTaskList(listFile());
  process.exitCode = printProblems(problems);
  if (list) writeDist(process.env.CDK8S_OUTDIR ?? DIST, list, synthesize(list));
}
