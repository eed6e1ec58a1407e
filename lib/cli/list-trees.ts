import { namespaceOfList, renderTrees, type TreesOutput } from '../cluster';
import type { TaskList } from '../task-list';
import type { ListClaim } from '../task-list/list-claims';
import { print, printPainted, printToStderr } from './print';
import { readClaims, type ReadClaim } from './read-claims';
import { describeUnlistedClaims, readUnlistedClaims } from './read-unlisted-claims';
import { removeSelectedTrees, type Removal } from './remove-selected-trees';
import { stopOnSignals } from './stop-on-signals';

export interface ListTreesOptions {
  /** Whether to print JSON. */
  readonly json: boolean;
  /** Whether to list the claims that the list does not have, too. Only with all claims of the list. */
  readonly unlistedClaims: boolean;
  /** What to remove afterwards. @default - nothing */
  readonly removal?: Removal;
}

/**
 * Prints what is on claims, and removes trees.
 *
 * @throws {UserError} if a signal stops it, or trees cannot be removed
 */
export async function listTrees(
  list: TaskList,
  claims: readonly ListClaim[],
  { json, unlistedClaims, removal }: ListTreesOptions,
): Promise<void> {
  const signal = stopOnSignals();
  const namespace = await namespaceOfList(list);
  const pods = { namespace, signal, note: printToStderr };
  const found: ReadClaim[] = [];
  try {
    for await (const claim of readClaims(claims, pods)) {
      found.push(claim);
      if (!json) printPainted([...renderTrees(claim.content, new Date()), '']);
    }
    const unlisted = unlistedClaims ? await readUnlistedClaims(claims, namespace) : undefined;
    if (json) {
      const output: TreesOutput = { claims: found.map(({ content }) => content), unlistedClaims: unlisted };
      print(JSON.stringify(output, null, 2));
    } else {
      describeUnlistedClaims(unlisted ?? [], namespace).forEach((line) => print(line));
    }
    if (removal) await removeSelectedTrees(found, removal, pods);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
