import { formatCode } from '../output/markdown';

/** Where Kubernetes objects are: the destination of an Application of Argo CD. */
export interface Destination {
  /** URL of the API server. Without Argo CD, it is unknown. */
  readonly server?: string;
  /** Name that Argo CD has for the cluster, if the list gives no URL. */
  readonly name?: string;
  /** @default - the current namespace of kubectl */
  readonly namespace?: string;
}

/** Whether two destinations are different clusters. The same cluster can have a URL in one and a name in the other. */
export function isOtherCluster(from: Destination, to: Destination): boolean {
  return isChanged(from.server, to.server) || isChanged(from.name, to.name);
}

/** Whether two destinations are different clusters or different namespaces. */
export function isOtherDestination(from: Destination, to: Destination): boolean {
  return isOtherCluster(from, to) || from.namespace !== to.namespace;
}

/** Formats a destination as Markdown: only its namespace, unless `other` is in another cluster. */
export function formatDestination(destination: Destination, other: Destination): string {
  const { server, name, namespace } = destination;
  const inCluster = namespace === undefined ? "kubectl's current namespace" : `namespace ${formatCode(namespace)}`;
  return isOtherCluster(destination, other) ? `${inCluster} of cluster ${formatCode(server ?? name ?? '')}` : inCluster;
}

function isChanged(from: string | undefined, to: string | undefined): boolean {
  return from !== undefined && to !== undefined && from !== to;
}
