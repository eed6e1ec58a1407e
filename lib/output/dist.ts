import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TaskList } from '../task-list';
import { chainFolder, FOLDERS, README } from './layout';
import type { Manifest } from './manifest';
import { renderChainReadme } from './readme/chain-readme';
import { renderDistReadme } from './readme/dist-readme';
import { renderWorkspaceReadme } from './readme/workspace-readme';
import { stringifyYaml } from './yaml';

/** Writes all files of dist/ into `folder`, which need not exist. */
export function writeDist(folder: string, list: TaskList, manifests: Iterable<Manifest>): void {
  const folders = new Set<string>();
  const write = (path: string, text: string): void => {
    const file = join(folder, path);
    const parent = dirname(file);
    if (!folders.has(parent)) mkdirSync(parent, { recursive: true });
    folders.add(parent);
    writeFileSync(file, text);
  };
  for (const { path, objects } of manifests) write(path, stringifyYaml(objects));
  for (const chain of list.chains) write(`${chainFolder(chain)}/${README}`, renderChainReadme(chain, list.namespace));
  write(`${FOLDERS.workspace}/${README}`, renderWorkspaceReadme(list));
  write(README, renderDistReadme(list));
}
