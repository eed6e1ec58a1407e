import { spawnSync } from 'node:child_process';
import { formatCode as code } from '../output/markdown';

/** A comparison that can't be made, for a reason that the user can change. */
export class ComparisonError extends Error {}

/** A commit, and what its user calls it, as Markdown. */
export interface Revision {
  readonly commit: string;
  readonly name: string;
}

/** The commit to compare with: `ref`, or where the branch left `origin/HEAD`, else `main`. `cwd` is in the repository. */
export function resolveRevision(cwd: string, ref = ''): Revision {
  if (git(cwd, ['rev-parse', '--git-dir']).status !== 0) {
    throw new ComparisonError('there is nothing to compare with: this is not a git repository');
  }
  if (ref !== '') {
    const commit = commitOf(cwd, ref) ?? notFound(cwd, `${ref} is not a commit here`);
    return { commit, name: code(ref) };
  }
  const base = ['origin/HEAD', 'main'].find((branch) => commitOf(cwd, branch));
  if (base === undefined) return notFound(cwd, 'there is neither origin/HEAD nor main: name a commit to compare with');
  const { status, stdout } = git(cwd, ['merge-base', 'HEAD', base]);
  if (status !== 0) return notFound(cwd, `HEAD has no history in common with ${base}: name a commit to compare with`);
  return { commit: stdout.toString().trim(), name: `the merge base with ${code(base)}` };
}

/** Files of a commit by path: those at or below `paths`, all relative to `cwd`. */
export function readFiles(cwd: string, commit: string, paths: readonly string[]): Map<string, Buffer> {
  const { status, stdout, stderr } = git(cwd, ['--literal-pathspecs', 'ls-tree', '-r', '-z', commit, '--', ...paths]);
  if (status !== 0) throw new ComparisonError(stderr.toString().trim());
  const ids: string[] = [];
  const names: string[] = [];
  for (const [, id = '', name = ''] of stdout.toString().matchAll(/\d+ blob ([0-9a-f]+)\t([^\0]*)\0/g)) {
    ids.push(id);
    names.push(name);
  }
  return new Map(readBlobs(cwd, ids).map((blob, index) => [names[index]!, blob]));
}

function readBlobs(cwd: string, ids: readonly string[]): Buffer[] {
  const { stdout } = git(cwd, ['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
  let start = 0;
  return ids.map(() => {
    const content = stdout.indexOf('\n', start) + 1;
    const size = Number(stdout.subarray(start, content).toString().split(' ')[2]);
    start = content + size + 1;
    return stdout.subarray(content, content + size);
  });
}

function commitOf(cwd: string, ref: string): string | undefined {
  // No branch or tag starts with a dash, but options do.
  if (ref.startsWith('-')) return undefined;
  const { status, stdout } = git(cwd, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  return status === 0 ? stdout.toString().trim() : undefined;
}

function notFound(cwd: string, message: string): never {
  const isShallow = git(cwd, ['rev-parse', '--is-shallow-repository']).stdout.toString().trim() === 'true';
  throw new ComparisonError(
    isShallow
      ? `${message}. This is a shallow clone: get the rest with "git fetch --unshallow" (actions/checkout: fetch-depth: 0)`
      : message,
  );
}

function git(
  cwd: string,
  args: readonly string[],
  input?: string,
): { status: number | null; stdout: Buffer; stderr: Buffer } {
  const { error, ...result } = spawnSync('git', args, { cwd, input, maxBuffer: Infinity });
  if (error) throw new ComparisonError(`git does not start: ${error.message}`);
  return result;
}
