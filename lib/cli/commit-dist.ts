import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { DIST } from '../output/layout';
import { commitMessage } from './commit-message';

const PACKAGE = resolve(__dirname, '..', '..');

/** What git prints. Ends the program where git fails, which has then said why. */
function git(...args: readonly string[]): string {
  const { status, stdout } = spawnSync('git', args, {
    cwd: PACKAGE,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: Infinity,
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout.trimEnd();
}

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

/** Whether a push failed because somebody else's was first. */
function movedOn(branch: string): boolean {
  const [remote] = git('ls-remote', 'origin', `refs/heads/${branch}`).split('\t');
  return remote !== '' && remote !== git('rev-parse', 'HEAD^');
}

/** Commits `dist/` if it changed and pushes the commit to a branch of `origin`: the one named, else the one checked out. */
function main([branch = git('branch', '--show-current')]: readonly string[]): number {
  if (branch === '') {
    console.error('no branch is checked out, so name the one to push to: npm run commit-dist -- main');
    return 1;
  }
  if (!commit()) {
    console.log(`${DIST}/ is up to date`);
    return 0;
  }
  const { status } = spawnSync('git', ['push', 'origin', `HEAD:refs/heads/${branch}`], {
    cwd: PACKAGE,
    stdio: 'inherit',
  });
  if (status === 0) return 0;
  if (!movedOn(branch)) return 1;
  console.log(`${branch} has moved on: ${DIST}/ is left to the run of its newest commit`);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
