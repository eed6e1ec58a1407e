import { join } from 'node:path';
import { readScript } from '../../read-script';
import type { ListClaim } from '../../task-list/list-claims';
import { SCRIPTS } from '../../workspace/scripts';
import type { KubectlOutput } from '../kubectl';
import type { PodOptions } from '../with-pod';
import { runClaimScript } from './claim-script';
import { checkUnused } from './used-trees';

/**
 * Removes trees of a claim, in a pod that mounts it.
 *
 * @returns stdout has a line for each tree that is removed, stderr one for each that stays
 * @throws {UserError} if a Job that has not ended uses one of the trees, or the pod does not start
 */
export async function removeTrees(
  claim: ListClaim,
  trees: readonly string[],
  options: PodOptions,
): Promise<KubectlOutput> {
  return runClaimScript(claim, options, {
    text: readRemovalScript(),
    args: trees,
    write: true,
    // Again, because a Job may have been created since the trees were chosen.
    before: () => checkUnused(options.namespace, trees),
  });
}

/** Returns the script of the pod. It works with every version of the scripts of the namespace. */
export function readRemovalScript(): string {
  const main = readScript(join(__dirname, 'remove-trees.sh'));
  return [SCRIPTS['attempt.sh'], SCRIPTS['remove-tree.sh'], main].join('\n');
}
