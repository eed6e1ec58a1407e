import { count } from '../output/count';
import { parseManifestPath } from '../output/layout';

/** A line of `git diff --name-status`: added, modified or deleted, and the path relative to dist/. */
interface ChangedFile {
  readonly status: string;
  readonly path: string;
}

const KINDS = {
  tasks: 'Tasks',
  repositories: 'Repositories',
  workspace: 'Workspace scripts',
  argoCd: 'ApplicationSets',
};
const VERBS = { A: 'added', M: 'changed', D: 'removed' };
const MAX_NAME_COUNT = 50;

/** Returns the message for a commit of `dist/`: how many tasks changed, and which. */
export function commitMessage(changes: readonly ChangedFile[]): string {
  const counts: string[] = [];
  const lines: string[] = [];
  for (const [kind, title] of Object.entries(KINDS)) {
    for (const [status, verb] of Object.entries(VERBS)) {
      const names = changes
        .filter((change) => change.status === status)
        .flatMap(({ path }) => manifestName(kind, path));
      if (names.length === 0) continue;
      if (kind === 'tasks') counts.push(`${count(names.length, 'task')} ${verb}`);
      lines.push(`${title} ${verb}: ${enumerate(names)}`);
    }
  }
  const subject = `dist: ${counts.join(', ') || 'no task changed'}`;
  return [subject, lines.join('\n')].join('\n\n').trimEnd();
}

/** Returns the name of the manifest at `path` if it is one of that kind. */
function manifestName(kind: string, path: string): string[] {
  const file = parseManifestPath(path);
  return file?.kind === kind ? [file.name] : [];
}

function enumerate(names: readonly string[]): string {
  const more = names.length - MAX_NAME_COUNT;
  return more > 0 ? `${names.slice(0, MAX_NAME_COUNT).join(', ')} and ${more} more` : names.join(', ');
}
