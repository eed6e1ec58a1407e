import { ApiObject, type Chart } from 'cdk8s';

/** A file of dist/ that contains Kubernetes objects. */
export interface Manifest {
  /** Path relative to dist/, with `/`. */
  readonly path: string;
  /** Kubernetes objects, in the order of the file. */
  readonly objects: readonly object[];
}

/** Renders a chart as the file at `path`. */
export function renderManifest(path: string, chart: Chart): Manifest {
  const objects = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  return { path, objects: objects.map((object) => object.toJson() as object) };
}
