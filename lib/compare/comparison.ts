import { dirname, resolve } from 'node:path';
import type { Synthesize } from '../output/manifest';
import { outputFolder } from '../output/output-folder';
import { formatCode } from '../output/markdown';
import { parseTaskList, type TaskList } from '../task-list';
import { sortChanges, type Change } from './change';
import { compareSnapshots } from './compare-snapshots';
import { findRepository, pathInRepository, readFiles, resolveRevision } from './commit-files';
import { committedManifests } from './committed-manifests';
import { healthCheckChanges } from './health-check-changes';
import { argoCdChanges, otherChanges } from './other-changes';
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
  /** Path of the list. */
  readonly file: string;
  /**
   * Path of the folder with the manifests.
   *
   * @default - follows from the list, for each commit from its own list
   */
  readonly output?: string;
  /**
   * The commit to compare with.
   *
   * @default - the merge base with `origin/HEAD`, or with `main` if there is no `origin/HEAD`
   */
  readonly ref?: string;
  readonly synthesize: Synthesize;
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
export function compareWithCommit(list: TaskList, { file, output, ref, synthesize }: ComparisonOptions): Comparison {
  const repository = findRepository(dirname(resolve(file)));
  const { commit, name } = resolveRevision(repository, ref);
  const path = pathInRepository(repository, file);
  const content = readFiles(repository, commit, path).get(path);
  const oldList = content && parseTaskList(new TextDecoder().decode(content), path).list;
  const oldManifests = oldList ? [...synthesize(oldList)] : [];
  const dist = pathInRepository(repository, output ?? outputFolder(file, oldList ?? list));
  const files = readDist(repository, commit, dist);
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
      ...(oldList ? [] : [missingListNote(path, content, hasDist ? dist : undefined)]),
      ...upgrade.notes,
      ...otherChanges(before, after),
      ...argoCdChanges(hasDist ? committed : before, after),
      ...healthCheckChanges(files, list.argoCd !== undefined),
    ],
  };
}

/** Reads the files of a commit below `dist`; the paths of the result are relative to it. */
function readDist(repository: string, commit: string, dist: string): Map<string, Buffer> {
  const files = readFiles(repository, commit, dist);
  return new Map([...files].map(([path, content]) => [path.slice(dist.length + 1), content]));
}

function missingListNote(path: string, content: Buffer | undefined, dist: string | undefined): string {
  const reason = content
    ? `This version of the project rejects ${formatCode(path)} of the commit`
    : `The commit has no ${formatCode(path)}`;
  return dist === undefined
    ? `${reason} and no manifests: all tasks are new.`
    : `${reason}. Its ${formatCode(`${dist}/`)} was compared instead: what an upgrade of this project changes is listed as edits.`;
}
