import { realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { formatCode } from '../output/markdown';
import { pathBelow } from '../path-below';
import { UserError } from '../user-error';
import { runGit } from './run-git';

/**
 * Returns the top folder of the git repository that `folder` is in.
 *
 * @throws {UserError} if it is in none
 */
export function findRepository(folder: string): string {
  const { status, stdout } = runGit(['rev-parse', '--show-toplevel'], { cwd: folder });
  if (status === 0) return stdout.toString().trimEnd();
  throw new UserError(`${folder} is not in a git repository, so there is no commit to compare with`);
}

/**
 * Returns the path of a file or folder, relative to the top folder of a git repository.
 *
 * @throws {UserError} if it is outside
 */
export function pathInRepository(repository: string, file: string): string {
  const path = pathBelow(repository, join(realpathSync(dirname(file)), basename(file)));
  if (path) return path.replaceAll(sep, '/');
  throw new UserError(
    `${file} is not in the git repository ${repository}, so there is no commit to compare with: use a list in a git ` +
      'repository, and a folder in the same one',
  );
}

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
 * Reads the files of a commit at or below `path`. All paths, also those of the result, are relative to the top folder of the
 * repository.
 */
export function readFiles(repository: string, commit: string, path: string): Map<string, Buffer> {
  const args = ['--literal-pathspecs', 'ls-tree', '-r', '-z', commit, '--', path];
  const { stdout } = runGit(args, { cwd: repository });
  const ids: string[] = [];
  const names: string[] = [];
  for (const [, id = '', name = ''] of stdout.toString().matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]*)\0/g)) {
    ids.push(id);
    names.push(name);
  }
  return new Map(readBlobs(repository, ids).map((blob, index) => [names[index]!, blob]));
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
