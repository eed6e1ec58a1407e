import {
  describeUsers,
  findUsers,
  formatSize,
  removeTrees,
  renderFolders,
  usedTreesError,
  type ClaimFolder,
  type PodOptions,
} from '../cluster';
import { count } from '../output/count';
import { dependenciesOf } from '../task-list/dependencies';
import type { ListClaim } from '../task-list/list-claims';
import { UserError } from '../user-error';
import { formatValue } from '../validation/format-value';
import { ask } from './ask';
import { print, printPainted, printToStderr } from './print';
import type { ReadClaim } from './read-claims';

/** What the user wants to remove. */
export interface Removal {
  /** Names of trees. */
  readonly trees: readonly string[];
  /** Whether to remove all trees of tasks that are not in the list, too. */
  readonly unlisted: boolean;
  /** Whether to remove them without asking. */
  readonly yes: boolean;
}

/** The folders to remove from a claim. */
interface Selection extends ReadClaim {
  readonly folders: readonly ClaimFolder[];
}

/**
 * Removes trees from claims, after it has listed them and asked.
 *
 * @throws {UserError} if a tree does not exist, a Job uses it that has not ended, the user cancels, or a pod does not start
 */
export async function removeSelectedTrees(
  claims: readonly ReadClaim[],
  removal: Removal,
  options: PodOptions,
): Promise<void> {
  const selections = await selectFolders(claims, removal, options.namespace);
  if (selections.length === 0) {
    print('nothing to remove');
    return;
  }
  selections.forEach(printSelection);
  if (!removal.yes) await confirmRemoval(selections, options.signal);
  for (const { listClaim, content, folders } of selections) {
    printToStderr(`starting a pod with claim ${content.claim}`);
    const { stdout, stderr } = await removeTrees(listClaim, namesOf(folders), options);
    if (stdout !== '') print(stdout.trimEnd());
    if (stderr === '') continue;
    printToStderr(stderr.trimEnd());
    process.exitCode = 1;
  }
}

async function selectFolders(claims: readonly ReadClaim[], removal: Removal, namespace: string): Promise<Selection[]> {
  checkExistence(claims, removal.trees);
  const named = new Set(removal.trees);
  const isSelected = ({ kind, tree, inList }: ClaimFolder): boolean =>
    kind !== 'mirror' && (named.has(tree) || (removal.unlisted && inList === 'not in the list'));
  const selections = claims.map((claim) => ({ ...claim, folders: claim.content.folders.filter(isSelected) }));
  const users = await findUsers(
    namespace,
    selections.flatMap(({ folders }) => namesOf(folders)),
  );
  if (removal.trees.some((tree) => users.has(tree))) throw usedTreesError(users);
  describeUsers(users).forEach(printToStderr);
  return selections
    .map((selection) => ({ ...selection, folders: selection.folders.filter(({ tree }) => !users.has(tree)) }))
    .filter(({ folders }) => folders.length > 0);
}

/** @throws {UserError} if a tree is on none of the claims */
function checkExistence(claims: readonly ReadClaim[], trees: readonly string[]): void {
  const existing = new Set(claims.flatMap(({ content }) => namesOf(content.folders)));
  const missing = trees.filter((tree) => !existing.has(tree)).map(formatValue);
  if (missing.length === 0) return;
  throw new UserError(
    `the claims above have no tree ${missing.join(', ')}: use names of the column TREE; nothing was removed`,
  );
}

function printSelection({ listClaim, content, folders }: Selection): void {
  print(`to be removed from claim ${content.claim}:`);
  printPainted(renderFolders(folders, new Date()));
  const current = folders.filter(({ kind, inList }) => kind === 'tree' && inList === 'current run');
  for (const { tree, taskId } of current) {
    for (const reader of readersOf(listClaim, taskId).map(formatValue)) {
      print(`${reader} reads trees/${tree}: run ${formatValue(taskId)} again before the next run of ${reader}`);
    }
  }
}

/** Returns the IDs of the tasks that read the tree of a task: its children, and those that have it as an input. */
function readersOf({ chains }: ListClaim, taskId: string | undefined): string[] {
  return chains
    .flatMap(({ tasks }) => tasks)
    .filter((task) => dependenciesOf(task).some((needed) => needed.task.taskId === taskId))
    .map(({ task }) => task.taskId);
}

/** @throws {UserError} if the user does not agree */
async function confirmRemoval(selections: readonly Selection[], signal: AbortSignal): Promise<void> {
  const { confirm } = await import('@clack/prompts');
  const folders = selections.flatMap((selection) => selection.folders);
  const size = formatSize(folders.reduce((sum, { kilobytes }) => sum + kilobytes, 0));
  const message = `Remove ${count(namesOf(folders).length, 'tree')}, ${size}? They cannot be restored.`;
  const agrees = await ask(
    (ended) => confirm({ message, initialValue: false, signal: AbortSignal.any([signal, ended]) }),
    'canceled; nothing was removed',
  );
  if (!agrees) throw new UserError('nothing was removed');
}

function namesOf(folders: readonly ClaimFolder[]): string[] {
  return [...new Set(folders.filter(({ kind }) => kind !== 'mirror').map(({ tree }) => tree))];
}
