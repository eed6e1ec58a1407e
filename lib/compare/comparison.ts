import { relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../output/manifest';
import { formatCode as code } from '../output/markdown';
import { parseTaskList, type TaskList } from '../task-list';
import { compare, type Change } from './changes';
import { committedManifests } from './committed-manifests';
import { readFiles, resolveRevision } from './git';
import { snapshot, type Snapshot } from './snapshot';
import { upgrade } from './upgrade';

export interface Comparison {
  /** What the list was compared with, as Markdown. */
  readonly against: string;
  readonly changes: readonly Change[];
  /** What else there is to know: sentences, as Markdown. */
  readonly notes: readonly string[];
}

export interface ComparisonOptions {
  /** Path of the folder that `dist/` is in. */
  readonly folder: string;
  /** Path of the list. */
  readonly file: string;
  /**
   * The commit to compare with.
   *
   * @default - where the branch left `origin/HEAD`, else `main`
   */
  readonly ref?: string;
  /** Renders the manifests of a list. */
  readonly synthesize: (list: TaskList) => Iterable<Manifest>;
}

/**
 * What becomes of the tasks when `list` follows the list of a commit.
 *
 * Both are compared as this version of the project synthesizes them, so that what shows is what their user edited.
 * What this version itself makes different from the commit's `dist/` is a note.
 *
 * @throws {ComparisonError} where there is nothing to compare with
 */
export function compareWithCommit(list: TaskList, { folder, file, ref, synthesize }: ComparisonOptions): Comparison {
  const { commit, name } = resolveRevision(folder, ref);
  const path = relative(folder, file);
  const files = readFiles(folder, commit, ['dist', path]);
  const content = files.get(path);
  const oldList = content && parseTaskList(new TextDecoder().decode(content), path).list;
  const oldManifests = oldList ? [...synthesize(oldList)] : [];
  const committed = committedManifests(files, oldManifests);

  const before = snapshot(oldList ? oldManifests : committed);
  const after = snapshot(synthesize(list));
  const upgraded = oldList && committed.length > 0 ? upgrade(snapshot(committed), before) : { changes: [], notes: [] };
  return {
    against: `${name} (${commit.slice(0, 12)})`,
    changes: [...upgraded.changes, ...compare(before, after)],
    notes: [
      ...(oldList ? [] : [noOldList(path, content, committed.length)]),
      ...upgraded.notes,
      ...aroundTasks(before, after),
    ],
  };
}

function noOldList(path: string, content: Buffer | undefined, manifests: number): string {
  const reason = content ? `The commit's ${code(path)} is refused today` : `The commit has no ${code(path)}`;
  return manifests > 0
    ? `${reason}: this is against its \`dist/\`, so an upgrade of this project shows as edits.`
    : `${reason}, and no \`dist/\`: every task counts as new.`;
}

/** What changes beside tasks and claims. */
function aroundTasks(before: Snapshot, after: Snapshot): string[] {
  const notes: string[] = [];
  if (before.jobs.size > 0 && before.namespace !== after.namespace) {
    const [from, to] = [before, after].map(({ namespace }) =>
      namespace === undefined ? "kubectl's" : code(namespace),
    );
    notes.push(`The namespace changes from ${from} to ${to}: all tasks run anew there, on new claims.`);
  }
  for (const name of new Set([...before.applicationSets.keys(), ...after.applicationSets.keys()])) {
    const applicationSet = after.applicationSets.get(name);
    if (isDeepStrictEqual(before.applicationSets.get(name), applicationSet)) continue;
    notes.push(`The ApplicationSet ${code(name)} ${applicationSet ? 'changes: apply' : 'is gone: delete'} it by hand.`);
  }
  return notes;
}
