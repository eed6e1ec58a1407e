import { Command } from 'commander';
import { runGit } from '../compare/run-git';
import { DIST } from '../output/layout';
import { UserError } from '../user-error';
import { gitRef } from '../validation/git-ref';
import { commitMessage } from './commit-message';
import { print } from './print';

export function commitDistCommand(): Command {
  return new Command('commit-dist')
    .description(`Commit ${DIST}/ if it changed, and push the commit to origin. For CI, after a synth.`)
    .argument('[branch]', 'branch to push to (default: the one that is checked out)')
    .addHelpText('after', '\nExample:\n  npm run commit-dist -- main')
    .action(commitDist);
}

function commitDist(branch = git('branch', '--show-current')): void {
  if (branch === '') {
    throw new UserError('no branch is checked out: name the branch to push to, such as npm run commit-dist -- main');
  }
  const problem = gitRef(branch);
  if (problem) throw new UserError(`branch ${JSON.stringify(branch)} ${problem}`);

  if (!commit()) {
    print(`${DIST}/ has no changes to commit`);
    return;
  }
  print(`pushing ${git('log', '-1', '--format=%h (%s)')} to branch ${branch} of origin`);
  if (runGit(['push', 'origin', `HEAD:refs/heads/${branch}`], { printErrors: true }).status === 0) return;
  if (!hasMoved(branch)) throw new UserError(`pushing to branch ${branch} of origin failed: see the git output above`);
  print(`${branch} has newer commits: the CI run of the newest one commits ${DIST}/`);
}

/** Commits `dist/`. Returns whether there was a change to commit. */
function commit(): boolean {
  git('add', '--all', '--', DIST);
  const diff = git('diff', '--cached', '--no-renames', '--name-status', '--relative', '--', DIST);
  if (diff === '') return false;
  const changes = diff.split('\n').map((line) => {
    const [status = '', path = ''] = line.split('\t');
    return { status, path };
  });
  git('commit', '--quiet', '--message', commitMessage(changes), '--', DIST);
  return true;
}

/** Whether a push failed because another one came first. */
function hasMoved(branch: string): boolean {
  const [remote] = git('ls-remote', 'origin', `refs/heads/${branch}`).split('\t');
  return remote !== '' && remote !== git('rev-parse', 'HEAD^');
}

/** Returns the output of git. */
function git(...args: readonly string[]): string {
  const { status, stdout } = runGit(args, { printErrors: true });
  if (status !== 0) throw new UserError(`git ${args[0]} failed: see the git output above`);
  return stdout.toString().trimEnd();
}
