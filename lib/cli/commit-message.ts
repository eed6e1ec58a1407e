import { count } from '../output/count';

/** A line of `git diff --name-status`: added, modified or deleted, and the path below the package. */
export interface Change {
  readonly status: string;
  readonly path: string;
}

const KINDS = { tasks: 'Tasks', repositories: 'Repositories', 'argo-cd': 'ApplicationSets' };
const VERBS = { A: 'added', M: 'changed', D: 'removed' };
const MOST_NAMES = 50;

/** What a commit of `changes` to `dist/` says: how many tasks changed, and which. */
export function commitMessage(changes: readonly Change[]): string {
  const counts: string[] = [];
  const lines: string[] = [];
  for (const [folder, kind] of Object.entries(KINDS)) {
    for (const [status, verb] of Object.entries(VERBS)) {
      const names = changes
        .filter((change) => change.status === status)
        .flatMap(({ path }) => manifestName(folder, path));
      if (names.length === 0) continue;
      if (folder === 'tasks') counts.push(`${count(names.length, 'task')} ${verb}`);
      lines.push(`${kind} ${verb}: ${enumerate(names)}`);
    }
  }
  const subject = `dist: ${counts.join(', ') || 'no task changed'}`;
  return [subject, lines.join('\n')].join('\n\n').trimEnd();
}

/** The name of the manifest that `path` is, if it is one in `folder`. */
function manifestName(folder: string, path: string): string[] {
  const [, name] = new RegExp(`^dist/${folder}/(?:[^/]+/)?([^/]+)\\.k8s\\.yaml$`).exec(path) ?? [];
  return name === undefined ? [] : [name];
}

function enumerate(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
