import type { TaskList } from '../task-list';
import { renderJobHealthCheck } from './job-health-check';
import { chainFolder, FOLDERS, JOB_HEALTH_CHECK_PATH, README } from './layout';
import type { Manifest } from './manifest';
import { renderChainReadme } from './readme/chain-readme';
import { renderDistReadme } from './readme/dist-readme';
import { renderWorkspaceReadme } from './readme/workspace-readme';
import { stringifyYaml } from './yaml';

/** A file of dist/. */
export interface OutputFile {
  /** Path relative to dist/, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Renders all files of dist/.
 *
 * @param source Path of the list, relative to dist/.
 */
export function* renderFiles(list: TaskList, manifests: Iterable<Manifest>, source: string): Generator<OutputFile> {
  for (const { path, objects } of manifests) yield { path, text: stringifyYaml(objects) };
  if (list.argoCd) yield { path: JOB_HEALTH_CHECK_PATH, text: renderJobHealthCheck(list.argoCd) };
  for (const chain of list.chains)
    yield { path: `${chainFolder(chain)}/${README}`, text: renderChainReadme(chain, list) };
  yield { path: `${FOLDERS.workspace}/${README}`, text: renderWorkspaceReadme(list) };
  yield { path: README, text: renderDistReadme(list, source) };
}
