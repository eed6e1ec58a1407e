import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { Manifest } from '../output/manifest';
import { stringifyYaml } from '../output/yaml';
import { ComparisonError } from './git';

/** The manifests among a commit's files. YAML is slow to read: a file that is what one of `known` gives is not parsed. */
export function committedManifests(files: ReadonlyMap<string, Buffer>, known: readonly Manifest[]): Manifest[] {
  const knownByPath = new Map(known.map((manifest) => [manifest.path, manifest]));
  return [...files].flatMap(([file, content]) => {
    const path = /^dist\/(.*\.k8s\.yaml)$/s.exec(file)?.[1];
    if (path === undefined) return [];
    const text = content.toString();
    const same = knownByPath.get(path);
    return [same && stringifyYaml(same.objects) === text ? same : { path, objects: parse(file, text) }];
  });
}

function parse(file: string, text: string): object[] {
  try {
    const documents = loadAll(text, undefined, { schema: CORE_SCHEMA });
    return documents.filter((document) => typeof document === 'object' && document !== null && 'metadata' in document);
  } catch (error) {
    throw new ComparisonError(`${file} of that commit can't be read: ${(error as Error).message}`);
  }
}
