import { parseManifestPath } from '../output/layout';
import type { Manifest } from '../output/manifest';
import { parseManifests } from '../output/parse-manifests';
import { stringifyYaml } from '../output/yaml';
import { UserError } from '../user-error';

/**
 * Parses the manifests among the files of dist/ in a commit; their paths are relative to dist/. A file with the same text as one of `known` is not parsed, because
 * to parse YAML takes longer than to write it.
 *
 * @throws {UserError} if a file is not YAML
 */
export function committedManifests(files: ReadonlyMap<string, Buffer>, known: readonly Manifest[]): Manifest[] {
  const knownByPath = new Map(known.map((manifest) => [manifest.path, manifest]));
  return [...files].flatMap(([path, content]) => {
    if (!parseManifestPath(path)) return [];
    const text = content.toString();
    const manifest = knownByPath.get(path);
    return [manifest && stringifyYaml(manifest.objects) === text ? manifest : { path, objects: parse(path, text) }];
  });
}

function parse(path: string, text: string): object[] {
  try {
    return parseManifests(text);
  } catch (error) {
    throw new UserError(`${path} in the manifests of that commit is not valid YAML: ${(error as Error).message}`);
  }
}
