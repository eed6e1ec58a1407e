import { parseInputs } from '../../kubernetes/input-variable';
import { JOB_LABELS, jobNameOfTree, VARIABLES } from '../../kubernetes/names';
import { UserError } from '../../user-error';
import { endCondition } from '../job';
import { listJobs, listPods } from '../list-objects';
import { isPodEnded, type Pod } from '../pod';

/**
 * Returns the names of Jobs that use trees: the Jobs that have not ended, or of which a pod has not ended. A Job uses the
 * tree of its run, of its parent and of its inputs.
 *
 * @returns names of Jobs, by tree; a tree that no Job uses is not in it
 * @throws {UserError} if the cluster does not answer
 */
export async function findUsers(namespace: string, trees: readonly string[]): Promise<Map<string, string>> {
  const [jobs, pods] = await Promise.all([listJobs(namespace), listPods(namespace)]);
  const active = [
    ...jobs
      .filter((job) => !endCondition(job))
      .map(({ metadata, spec }) => ({ job: metadata.name, spec: spec?.template?.spec })),
    ...pods
      .filter((pod) => !isPodEnded(pod))
      .map(({ metadata, spec }) => ({ job: metadata.labels?.[JOB_LABELS.jobName] ?? metadata.name, spec })),
  ];
  const users = new Map<string, string>();
  for (const { job, spec } of active) {
    const needed = neededTrees(spec);
    for (const tree of trees) if (job === jobNameOfTree(tree) || needed.has(tree)) users.set(tree, job);
  }
  return users;
}

/** @throws {UserError} if a Job uses one of the trees */
export async function checkUnused(namespace: string, trees: readonly string[]): Promise<void> {
  const users = await findUsers(namespace, trees);
  if (users.size > 0) throw usedTreesError(users);
}

/** Returns the error of a removal of trees that Jobs use. */
export function usedTreesError(users: ReadonlyMap<string, string>): UserError {
  return new UserError([...describeUsers(users), 'nothing was removed'].join('\n'));
}

/** Describes the Jobs that use trees, as lines. */
export function describeUsers(users: ReadonlyMap<string, string>): string[] {
  return [...users].map(
    ([tree, job]) => `trees/${tree} is used by ${job}, which has not ended: wait for it, or delete the Job`,
  );
}

/** Returns the trees that the init containers of a pod read. */
function neededTrees(spec: Pod['spec']): ReadonlySet<string> {
  const variables = spec?.initContainers?.flatMap(({ env = [] }) => env) ?? [];
  return new Set(
    variables.flatMap(({ name, value = '' }) => {
      if (name === VARIABLES.parentTree || name === VARIABLES.startTree) return [value];
      return name === VARIABLES.inputs ? parseInputs(value).map(({ tree }) => tree) : [];
    }),
  );
}
