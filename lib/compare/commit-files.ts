import { formatCode } from '../output/markdown';
import { UserError } from '../user-error';
import { runGit } from './run-git';

/** A commit, and a name for it as Markdown. */
interface Revision {
  readonly commit: string;
  readonly name: string;
}

/**
 * Resolves the commit to compare with: `ref`, otherwise the merge base with `origin/HEAD` or `main`.
 *
 * @param cwd A folder in the repository.
 * @throws {UserError} if there is no such commit
 */
export function resolveRevision(cwd: string, ref = ''): Revision {
  if (runGit(['rev-parse', '--git-dir'], { cwd }).status !== 0) {
    throw new UserError(`${cwd} is not in a git repository, so there is no commit to compare with`);
  }
  if (ref !== '') {
    const commit =
      findCommit(cwd, ref) ?? failToResolve(cwd, `${JSON.stringify(ref)} is not a commit in this repository`);
    return { commit, name: formatCode(ref) };
  }
  const base = ['origin/HEAD', 'main'].find((branch) => findCommit(cwd, branch));
  if (base === undefined) {
    return failToResolve(cwd, 'the repository has neither origin/HEAD nor main: name the commit to compare with');
  }
  const { status, stdout } = runGit(['merge-base', 'HEAD', base], { cwd });
  if (status !== 0) {
    return failToResolve(cwd, `HEAD and ${base} have no common history: name the commit to compare with`);
  }
  return { commit: stdout.toString().trim(), name: `the merge base with ${formatCode(base)}` };
}

/**
 * Reads files of a commit: those at or below `paths`. All paths, also those of the result, are relative to `cwd`.
 *
 * @throws {UserError} if a path is outside the repository
 */
export function readFiles(cwd: string, commit: string, paths: readonly string[]): Map<string, Buffer> {
  const { status, stdout, stderr } = runGit(['--literal-pathspecs', 'ls-tree', '-r', '-z', commit, '--', ...paths], {
    cwd,
  });
  if (status !== 0) throw new UserError(stderr.toString().trim());
  const ids: string[] = [];
  const names: string[] = [];
  for (const [, id = '', name = ''] of stdout.toString().matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]*)\0/g)) {
    ids.push(id);
    names.push(name);
  }
  return new Map(readBlobs(cwd, ids).map((blob, index) => [names[index]!, blob]));
}

function readBlobs(cwd: string, ids: readonly string[]): Buffer[] {
  const { stdout } = runGit(['cat-file', '--batch'], { cwd, input: ids.map((id) => `${id}\n`).join('') });
  let start = 0;
  return ids.map(() => {
    const content = stdout.indexOf('\n', start) + 1;
    const size = Number(stdout.subarray(start, content).toString().split(' ')[2]);
    start = content + size + 1;
    return stdout.subarray(content, content + size);
  });
}

function findCommit(cwd: string, ref: string): string | undefined {
  // git would read it as an option. No branch or tag starts with a dash.
  if (ref.startsWith('-')) return undefined;
  const { status, stdout } = runGit(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], { cwd });
  return status === 0 ? stdout.toString().trim() : undefined;
}

function failToResolve(cwd: string, message: string): never {
  const isShallow = runGit(['rev-parse', '--is-shallow-repository'], { cwd }).stdout.toString().trim() === 'true';
  throw new UserError(
    isShallow
      ? `${message}. The clone is shallow: fetch its history with "git fetch --unshallow" (actions/checkout: fetch-depth: 0)`
      : message,
  );
}
