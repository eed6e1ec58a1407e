import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { TaskList } from '../task-list';
import { explainFailure } from './connection';
import { kubectl } from './kubectl';

/** An object that names no namespace. It is not created. */
const ANY_OBJECT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'any' } };

/**
 * Returns the namespace of the Jobs of a list: the one that it names, otherwise the current one of kubectl.
 *
 * @throws {UserError} if the cluster does not answer
 */
export async function namespaceOfList({ namespace }: Pick<TaskList, 'namespace'>): Promise<string> {
  return namespace ?? namespaceOf(ANY_OBJECT);
}

/**
 * Returns the namespace that kubectl applies `manifest` in.
 *
 * @throws {UserError} if the cluster does not answer
 */
export async function namespaceOf(manifest: KubernetesObject): Promise<string> {
  const args = ['create', '--filename=-', '--dry-run=client', '--validate=false'];
  const output = '--output=jsonpath={.metadata.namespace}';
  return (await explainFailure(kubectl([...args, output], JSON.stringify(manifest)))).stdout;
}
