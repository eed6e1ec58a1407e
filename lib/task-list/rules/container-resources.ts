import { DEFAULTS } from '../../constructs/defaults';
import type { PathProblem } from '../../validation/path-problem';
import { checkRequests, checkVolumeSizes, type Layer, type LayerProblem } from '../../validation/resources';
import type { Entries, Entry } from '../entries';
import type { RepositoryFields, TaskFields } from '../schema/schema';
import { hasOwnClone } from '../schema/fields-of-kind';
import type { TaskNode } from '../task-nodes';

/** Finds requests and volumes above their limits, whether a value is the entry's own or a default. */
export function checkResources({ repositories, defaults }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const problems: PathProblem[] = [];
  const check = (
    entry: Entry<TaskFields> | Entry<RepositoryFields>,
    find: (layers: Layer[]) => LayerProblem[],
  ): void => {
    const layers: Layer[] = [
      { origin: 'own', values: entry.fields },
      { origin: 'list', values: defaults.fields },
      { origin: 'project', values: DEFAULTS },
    ];
    for (const { origin, path, message } of find(layers)) {
      problems.push({ path: [...(origin === 'list' ? defaults.path : entry.path), ...path], message });
    }
  };

  for (const { entry, kind } of nodes) {
    check(entry, (layers) => [...checkRequests('resources', layers), ...checkVolumeSizes(layers)]);
    if (hasOwnClone(kind)) check(entry, (layers) => checkRequests('gitResources', layers));
  }
  for (const entry of repositories.values()) check(entry, (layers) => checkRequests('gitResources', layers));
  return problems;
}
