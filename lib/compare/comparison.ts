import { relative } from 'node:path';
import { DIST } from '../output/layout';
import type { Manifest } from '../output/manifest';
import { formatCode } from '../output/markdown';
import { parseTaskList, type TaskList } from '../task-list';
import { sortChanges, type Change } from './change';
import { compareSnapshots } from './compare-snapshots';
import { readFiles, resolveRevision } from './commit-files';
import { committedManifests } from './committed-manifests';
import { applicationSetChanges, otherChanges } from './other-changes';
import { takeSnapshot } from './snapshot';
import { compareUpgrade } from './upgrade';

export interface Comparison {
  /** What the list was compared with, as Markdown. */
  readonly base: string;
  readonly changes: readonly Change[];
  /** Sentences about everything else that changes, as Markdown. */
  readonly notes: readonly string[];
}

export interface ComparisonOptions {
  /** Path of the folder that has the folder dist/. */
  readonly folder: string;
  /** Path of the list. */
  readonly file: string;
  /**
   * The commit to compare with.
   *
   * @default - the merge base with `origin/HEAD`, or with `main` if there is no `origin/HEAD`
   */
  readonly ref?: string;
  /** Renders the manifests of a list. */
  readonly synthesize: (list: TaskList) => Iterable<Manifest>;
}

/**
 * Compares a list with the one in a commit, and returns what happens to each task and claim.
 *
 * This version of the project renders both lists, so the changes are only those that the user made. How the dist/ of the
 * commit differs from what this version renders is a note. If the list of the commit cannot be read, its dist/ is
 * compared instead.
 *
 * @throws {UserError} if there is no commit to compare with, or it cannot be read
 */
export function compareWithCommit(list: TaskList, { folder, file, ref, synthesize }: ComparisonOptions): Comparison {
  const { commit, name } = resolveRevision(folder, ref);
  const path = relative(folder, file);
  const files = readFiles(folder, commit, [DIST, path]);
  const content = files.get(path);
  const oldList = content && parseTaskList(new TextDecoder().decode(content), path).list;
  const oldManifests = oldList ? [...synthesize(oldList)] : [];
  const manifests = committedManifests(files, oldManifests);

  const committed = takeSnapshot(manifests);
  const before = oldList ? takeSnapshot(oldManifests) : committed;
  const after = takeSnapshot(synthesize(list));
  const hasDist = manifests.length > 0;
  const upgrade = oldList && hasDist ? compareUpgrade(committed, before) : { changes: [], notes: [] };
  return {
    base: `${name} (${commit.slice(0, 12)})`,
    changes: sortChanges([...upgrade.changes, ...compareSnapshots(before, after)]),
    notes: [
      ...(oldList ? [] : [missingListNote(path, content, hasDist)]),
      ...upgrade.notes,
      ...otherChanges(before, after),
      ...applicationSetChanges(hasDist ? committed : before, after),
    ],
  };
}

function missingListNote(path: string, content: Buffer | undefined, hasDist: boolean): string {
  const reason = content
    ? `This version of the project rejects ${formatCode(path)} of the commit`
    : `The commit has no ${formatCode(path)}`;
  return hasDist
    ? `${reason}. Its \`${DIST}/\` was compared instead: what an upgrade of this project changes is listed as edits.`
    : `${reason} and no \`${DIST}/\`: all tasks are new.`;
}
