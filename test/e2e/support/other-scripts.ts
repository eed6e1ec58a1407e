import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptsConfigMapName, type Scripts } from '../../../lib/workspace/scripts';
import { parse, stringify } from 'yaml';

/**
 * Changes a `dist/` into that of another version of this project, whose scripts log `line` when they start.
 *
 * @returns the name of the ConfigMap
 */
export function useOtherScripts(dist: string, line: string): string {
  const file = join(dist, 'workspace/scripts.k8s.yaml');
  const configMap = parse(readFileSync(file, 'utf8')) as { metadata: { name: string }; data: Scripts };
  const name = configMap.metadata.name;
  const data = { ...configMap.data, 'common.sh': `${configMap.data['common.sh']}\nlog '${line}'\n` };
  const otherName = scriptsConfigMapName(name.replace(/-workspace-.*/, ''), data);
  writeFileSync(file, stringify({ ...configMap, metadata: { ...configMap.metadata, name: otherName }, data }));

  const tasks = readdirSync(join(dist, 'tasks'), { recursive: true, encoding: 'utf8' });
  for (const path of tasks.filter((path) => path.endsWith('.k8s.yaml'))) {
    const manifest = join(dist, 'tasks', path);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll(name, otherName));
  }
  return otherName;
}
