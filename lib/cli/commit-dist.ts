import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { findRepository, pathInRepository } from '../compare/commit-files';
import { runGit } from '../compare/run-git';
import { displayFolder } from '../output/check-folder';
import { UserError } from '../user-error';
import { gitRef } from '../validation/git-ref';
import { commitMessage } from './commit-message';
import { addListOptions, findOutputFolder, type ListOptions } from './list-options';
import { print } from './print';

const REMOTE = 'origin';

export function commitDistCommand(): Command {
  return addListOptions(new Command('commit-dist'))
    .description(
      `Commit the folder of the manifests if it changed, and push the commit to ${REMOTE}. For CI, after a synth.`,
    )
    .argument('[branch]', 'branch to push to (default: the one that is checked out)')
    .addHelpText(
      'after',
      `
Only this commit is pushed: the checked out commit must be on ${REMOTE} already. If the branch has newer commits there, nothing
is committed: the CI run of the newest commit does it.

Example:
  npm run commit-dist -- main`,
    )
    .action((branch: string | undefined, options: ListOptions) => commitDist(branch, findOutputFolder(options)));
}

function commitDist(givenBranch: string | undefined, folder: string): void {
  const name = displayFolder(folder);
  if (!existsSync(folder)) throw new UserError(`${name} does not exist: run npm run synth`);
  const repository = findRepository(dirname(folder));
  const git = (...args: readonly string[]): string => gitOutput(repository, args);
  const branch = givenBranch ?? git('branch', '--show-current');
  checkBranch(branch);

  const path = pathInRepository(repository, folder);
  git('add', '--all', '--', path);
  const changes = git('diff', '--cached', '--no-renames', '--name-status', '-z', '--', path);
  if (changes === '') {
    print(`nothing to commit: ${name} has no changes. To render the list, run npm run synth.`);
    return;
  }
  const moved = `nothing committed: ${branch} has newer commits on ${REMOTE}, and the CI run of the newest one commits ${name}`;
  if (isBehind(repository, branch)) {
    print(moved);
    return;
  }
  const head = git('rev-parse', 'HEAD');
  git('commit', '--quiet', '--message', commitMessage(parseChanges(changes, path)), '--', path);
  print(`pushing ${git('log', '-1', '--format=%h (%s)')} to branch ${branch} of ${REMOTE}`);
  const { status } = runGit(['push', '--quiet', REMOTE, `HEAD:refs/heads/${branch}`], {
    cwd: repository,
    printErrors: true,
  });
  if (status === 0) return;
  // So that the next run finds the changes again.
  git('reset', '--quiet', '--soft', head);
  if (!isBehind(repository, branch)) throw new UserError(`pushing to ${branch} failed: see the git output above`);
  print(moved);
}

function checkBranch(branch: string): void {
  if (branch === '') {
    throw new UserError('no branch is checked out: name the branch to push to, such as npm run commit-dist -- main');
  }
  const problem = gitRef(branch);
  if (problem) throw new UserError(`branch ${JSON.stringify(branch)} ${problem}`);
}

/**
 * Whether the branch has commits on the server that are not checked out.
 *
 * @throws {UserError} if commits are checked out that the server does not have
 */
function isBehind(repository: string, branch: string): boolean {
  const git = (...args: readonly string[]): string => gitOutput(repository, args);
  const [tip = ''] = git('ls-remote', REMOTE, `refs/heads/${branch}`).split('\t');
  if (tip === git('rev-parse', 'HEAD')) return false;
  // A branch that the server does not have is compared with all branches that it has.
  if (tip !== '') git('fetch', '--quiet', REMOTE, `refs/heads/${branch}`);
  const server = tip === '' ? [`--remotes=${REMOTE}`] : [tip];
  const unpushed = git('log', '--format=  %h %s', 'HEAD', '--not', ...server);
  if (unpushed !== '') {
    throw new UserError(
      `these commits are not on branch ${branch} of ${REMOTE}:\n${unpushed}\nPush them, or check out a commit that is there. This command pushes only its own commit.`,
    );
  }
  return tip !== '';
}

/** Parses the output of `git diff --name-status -z`. The paths of the result are relative to `folder`. */
function parseChanges(diff: string, folder: string): { status: string; path: string }[] {
  return [...diff.matchAll(/([^\0]+)\0([^\0]+)\0/g)].map(([, status = '', path = '']) => ({
    status,
    path: path.slice(folder.length + 1),
  }));
}

/**
 * Returns the output of git.
 *
 * @throws {UserError} if git fails, after its error output
 */
function gitOutput(cwd: string, args: readonly string[]): string {
  const { status, stdout } = runGit(['--literal-pathspecs', ...args], { cwd, printErrors: true });
  if (status !== 0) throw new UserError(`git ${args[0]} failed: see the git output above`);
  return stdout.toString().trimEnd();
}
