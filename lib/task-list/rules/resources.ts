import { DEFAULTS } from '../../constructs/defaults';
import { compareQuantities } from '../../validation/quantity';
import { isNeverOvercommitted } from '../../validation/resource-quantity';
import { mergeResources, type Quantities } from '../../kubernetes/resources';
import type { Entries, Entry } from '../entries';
import { repositoryWithDefaults } from '../schema/task-kinds';
import { isObject } from '../merge';
import type { Path, PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';
import type { RepositoryFields, TaskFields } from '../schema/schema';
import { formatValue } from '../../validation/format-value';
import { formatPath } from '../../validation/format-path';

type Owner = Entry<TaskFields> | Entry<RepositoryFields>;

/** A quantity, and who says it. */
interface Said {
  readonly what: string;
  readonly quantity: string;
  readonly path: Path;
  readonly by: 'entry' | 'defaults' | 'project';
}

/** Requests above their limits and a `/tmp` above that of its container, wherever either of the two comes from. */
export function checkResources({ repositories, defaults }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const problems: PathProblem[] = [];

  const said = (owner: Owner, path: Path, value: string | number, what: string): Said => {
    const quantity = String(value);
    if (has(owner.fields, path)) return { what, quantity, path: [...owner.path, ...path], by: 'entry' };
    if (has(defaults.fields, path)) return { what, quantity, path: ['defaults', ...path], by: 'defaults' };
    return { what, quantity, path, by: 'project' };
  };

  const checkRequests = (
    owner: Owner,
    field: 'resources' | 'gitResources',
    requests: Quantities,
    limits: Quantities,
  ): void => {
    for (const [name, value] of Object.entries(requests)) {
      const request = said(owner, [field, 'requests', name], value, 'the request');
      const limit = limits[name];
      if (limit === undefined) {
        if (!isNeverOvercommitted(name)) continue;
        problems.push({ path: request.path, message: `has no limit: Kubernetes wants an equal one for ${name}` });
      } else {
        problems.push(
          ...compare(request, said(owner, [field, 'limits', name], limit, 'the limit'), isNeverOvercommitted(name)),
        );
      }
    }
  };

  for (const { entry, kind, task } of nodes) {
    if (task.resources ?? task.tmpSize) {
      const { requests, limits } = mergeResources(DEFAULTS.resources, task.resources);
      checkRequests(entry, 'resources', requests, limits);
      const storage = 'ephemeral-storage';
      const limit = said(entry, ['resources', 'limits', storage], limits[storage] ?? '', `the limit of ${storage}`);
      problems.push(...compare(said(entry, ['tmpSize'], task.tmpSize ?? DEFAULTS.tmpSize, 'tmpSize'), limit));
    }
    if (kind !== 'child' && task.gitResources) checkGit(entry, task.gitResources);
  }
  for (const entry of repositories.values()) {
    const { gitResources } = repositoryWithDefaults(entry, defaults.fields);
    if (gitResources) checkGit(entry, gitResources);
  }
  return problems;

  function checkGit(owner: Owner, given: NonNullable<TaskFields['gitResources']>): void {
    const { requests, limits } = mergeResources(DEFAULTS.gitResources, given);
    checkRequests(owner, 'gitResources', requests, limits);
  }
}

function has(fields: unknown, path: Path): boolean {
  let value = fields;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return true;
}

/** Finds a quantity that is more than another one, or is not equal to it, where the more particular of the two is said. */
function compare(small: Said, large: Said, equal = false): PathProblem[] {
  const difference = compareQuantities(small.quantity, large.quantity);
  if (difference === 0 || (difference < 0 && !equal)) return [];
  const smallIsParticular = small.by === 'entry' || (small.by === 'defaults' && large.by !== 'entry');
  const [here, there] = smallIsParticular ? [small, large] : [large, small];
  const relation = equal ? 'not equal to' : smallIsParticular ? 'more than' : 'less than';
  const message = `${formatValue(here.quantity)} is ${relation} ${there.what}, ${there.quantity}${origin(there)}`;
  return [{ path: here.path, message }];
}

function origin({ by, path }: Said): string {
  if (by === 'project') return ` by default: give ${formatPath(path)} too`;
  return by === 'defaults' ? " in the list's defaults" : '';
}
