import { ApiObject, App, type Chart } from 'cdk8s';
import { ApplicationSetChart } from '../charts/application-set-chart';
import { RepositoryChart } from '../charts/repository-chart';
import { TaskChart } from '../charts/task-chart';
import { DEFAULTS } from '../defaults';
import type { GitRepoTask } from '../git-repo-task';
import { dnsName } from '../names';
import type { Chain, TaskList } from '../task-list';

/** One file of `dist/`. */
export interface Manifest {
  /** Path below `dist/`, with `/`. */
  readonly path: string;
  /** Kubernetes objects, in the file's order. */
  readonly objects: readonly object[];
}

/** The folder of a chain below `dist/`. */
export function chainFolder({ root }: Chain): string {
  return `tasks/${dnsName(root.task.taskId)}`;
}

/** All manifests of a list, chain by chain. Each chain is an App of its own: a cdk8s App looks at all its charts for each. */
export function* manifests(list: TaskList): Generator<Manifest> {
  const { argoCd, namespace } = list;
  if (argoCd && namespace !== undefined) {
    const name = argoCd.name ?? DEFAULTS.argoCd.name;
    yield manifest(`argo-cd/${name}`, new ApplicationSetChart(new App(), { argoCd, namespace }));
  }
  for (const repository of list.repositories) {
    const name = dnsName(repository.name);
    yield manifest(`repositories/${name}/${name}`, new RepositoryChart(new App(), { repository, namespace }));
  }
  for (const chain of list.chains) yield* chainManifests(chain, namespace);
}

function* chainManifests(chain: Chain, namespace: string | undefined): Generator<Manifest> {
  const app = new App();
  const tasks = new Map<string, GitRepoTask>();
  for (const chainTask of chain.tasks) {
    const parent = chainTask.parent && tasks.get(chainTask.parent.task.taskId);
    const chart = new TaskChart(app, { chainTask, parent, namespace });
    tasks.set(chainTask.task.taskId, chart.task);
    yield manifest(`${chainFolder(chain)}/${dnsName(chainTask.task.taskId)}`, chart);
  }
}

function manifest(name: string, chart: Chart): Manifest {
  const objects = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  return { path: `${name}.k8s.yaml`, objects: objects.map((object) => object.toJson() as object) };
}
