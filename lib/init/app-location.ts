import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { runGit } from '../compare/run-git';
import { findGitRoot } from '../output/output-folder';
import { UserError } from '../user-error';
import { formatValue } from '../validation/format-value';
import { gitUrl } from '../validation/git-url';
import { relativePath } from '../validation/paths';

/** Where an app is written, and what git knows about the place. */
export interface AppLocation {
  /** Absolute path of the app. */
  readonly folder: string;
  /** Absolute path of the git repository that the app is in. Without one, the same as `folder`. */
  readonly repository: string;
  /** Path of the app in the repository, with `/`; empty if it is the top folder. */
  readonly path: string;
  /** URL of the remote `origin`, if the list accepts it. */
  readonly originUrl?: string;
  /** Default branch of the repository. */
  readonly branch: string;
}

/**
 * Returns the location of an app in a folder, which need not exist.
 *
 * @throws {UserError} if the path of the folder cannot be in a list and in workflows
 */
export function locateApp(name: string): AppLocation {
  const folder = resolve(name);
  const repository = findGitRoot(folder) ?? folder;
  const path = relative(repository, folder).replaceAll(sep, '/');
  const problem = path === '' ? undefined : relativePath(path);
  if (problem) throw new UserError(`the folder ${formatValue(path)} ${problem}`);
  if (!existsSync(join(repository, '.git'))) return { folder, repository, path, branch: DEFAULT_BRANCH };
  const originUrl = readGit(repository, 'remote', 'get-url', 'origin');
  return {
    folder,
    repository,
    path,
    originUrl: originUrl === undefined || gitUrl(originUrl) ? undefined : originUrl,
    branch: defaultBranch(repository),
  };
}

/** Whether git ignores a path in the app. */
export function isIgnored({ folder, repository }: AppLocation, path: string): boolean {
  if (!existsSync(join(repository, '.git'))) return false;
  return readGit(repository, 'check-ignore', '--quiet', '--', join(folder, path)) !== undefined;
}

const DEFAULT_BRANCH = 'main';

function defaultBranch(repository: string): string {
  const head = readGit(repository, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD')?.replace(/^origin\//, '');
  const current = readGit(repository, 'symbolic-ref', '--short', 'HEAD');
  return head ?? (current === 'master' ? current : DEFAULT_BRANCH);
}

/** Returns the output of git, or `undefined` if git fails. */
function readGit(cwd: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = runGit(args, { cwd });
  return status === 0 ? stdout.toString().trim() : undefined;
}
