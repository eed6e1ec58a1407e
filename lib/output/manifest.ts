import { ApiObject, type Chart } from 'cdk8s';
import type { TaskList } from '../task-list';

/** A file of dist/ that contains Kubernetes objects. */
export interface Manifest {
  /** Path relative to dist/, with `/`. */
  readonly path: string;
  /** Kubernetes objects, in the order of the file. */
  readonly objects: readonly object[];
}

/** Renders the manifests of a list. */
export type Synthesize = (list: TaskList) => Iterable<Manifest>;

/** Renders a chart as the file at `path`. */
export function renderManifest(path: string, chart: Chart): Manifest {
  const objects = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  return { path, objects: objects.map((object) => object.toJson() as object) };
}
