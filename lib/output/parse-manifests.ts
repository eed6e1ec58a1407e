import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { isKubernetesObject, type KubernetesObject } from '../kubernetes/kubernetes-object';

/**
 * Parses a file with manifests. A document can be empty. js-yaml, because it takes a tenth of the time of `yaml`.
 *
 * @throws if the text is not YAML
 */
export function parseManifests(text: string): KubernetesObject[] {
  return loadAll(text, undefined, { schema: CORE_SCHEMA }).filter(isKubernetesObject);
}
