import { existsSync } from 'node:fs';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { run, sh } from './support/user';
import { Workspace } from './support/workspace';

const { describe, test } = testsThatNeed(...SCRIPT_TOOLS);

let repository: Repository;
let server: GitServer;
let url: string;
let first: string;
let second: string;

beforeAll(async () => {
  repository = new Repository();
  first = repository.sh('git tag -a v1 -m one; git tag light; git push -q --tags; git rev-parse HEAD');
  second = repository.commit('second');
  repository.sh('git checkout -qb topic');
  repository.commit('of-topic');
  repository.sh('git checkout -q main');
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

afterAll(() => cleanUp(server));

describeInShells('a clone', (shell) => {
  test('equals the result of `git clone`', async () => {
    const workspace = new Workspace();
    const { code, log, termination } = await workspace.clone({ url, shell });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(workspace.git('build', 'status -sb')).toBe('## main...origin/main');
    expect(termination).toBe(second);
    expect(log).toMatch(
      new RegExp(
        `\\nprepared trees/build from ${url} refs/heads/main at ${second} in \\d+ s \\(1 MB\\)\\n\\d+ MB are free on the volume\\n$`,
      ),
    );
    await run(workspace.base, 'git', 'clone', '-q', url, 'plain');
    const facts =
      'git for-each-ref; git symbolic-ref HEAD; git config --local -l | sort; ls -A . .git/hooks .git/*_HEAD || :';
    expect(workspace.sh(`cd trees/build; ${facts}`)).toBe(sh(`${workspace.base}/plain`, 'rm -rf .git/hooks; ' + facts));
    expect(workspace.git('build', 'fsck --strict')).toBe('');
  });

  test('checks out a branch by name, with its upstream', async () => {
    const workspace = new Workspace();
    expect(await workspace.clone({ url, shell, ref: 'topic' })).toMatchObject({ code: 0 });
    expect(workspace.git('build', 'status -sb')).toBe('## topic...origin/topic');
    expect(workspace.git('build', 'branch')).toBe('* topic');
  });

  test.each(['v1', 'light', 'refs/tags/v1'])('checks out the tag %s detached', async (ref) => {
    const workspace = new Workspace();
    expect(await workspace.clone({ url, shell, ref })).toMatchObject({ code: 0, termination: first });
    expect(workspace.git('build', 'status -sb')).toBe('## HEAD (no branch)');
    expect(workspace.git('build', 'rev-parse HEAD')).toBe(first);
  });

  test('checks out a commit detached', async () => {
    const workspace = new Workspace();
    expect(await workspace.clone({ url, shell, ref: first })).toMatchObject({ code: 0, termination: first });
    expect(workspace.git('build', 'status -sb')).toBe('## HEAD (no branch)');
  });
});

describe('ref', () => {
  test('can be the full name of a branch', async () => {
    const workspace = new Workspace();
    expect(await workspace.clone({ url, ref: 'refs/heads/topic' })).toMatchObject({ code: 0 });
    expect(workspace.git('build', 'status -sb')).toBe('## topic...origin/topic');
  });

  test('can be a ref that is neither a branch nor a tag', async () => {
    repository.git(`update-ref refs/pull/1/head ${first}`);
    const workspace = new Workspace();
    expect(await workspace.clone({ url, ref: 'refs/pull/1/head' })).toMatchObject({ code: 0, termination: first });
  });

  test('can be a commit that is no longer on a branch', async () => {
    repository.sh('git checkout -qb deleted');
    const deleted = repository.commit('deleted');
    repository.sh('git checkout -q main; git push -q origin :deleted; git branch -qD deleted');
    const workspace = new Workspace();
    expect(await workspace.clone({ url, ref: deleted })).toMatchObject({ code: 0, termination: deleted });
  });

  test('means the branch if a branch and a tag have the same name', async () => {
    repository.sh('git tag topic main; git push -q origin tag topic');
    const workspace = new Workspace();
    await workspace.clone({ url, ref: 'topic' });
    repository.sh('git push -q origin :refs/tags/topic; git tag -d topic');
    expect(workspace.git('build', 'symbolic-ref HEAD')).toBe('refs/heads/topic');
  });

  test('means the commit of the branch, even if a tag is named like the commit', async () => {
    repository.sh(`git tag ${second} ${first}; git push -q origin refs/tags/${second}`);
    const workspace = new Workspace();
    const { termination } = await workspace.clone({ url });
    repository.sh(`git push -q origin :refs/tags/${second}; git tag -d ${second}`);
    expect(termination).toBe(second);
    expect(workspace.git('build', 'status -sb')).toBe('## main...origin/main');
  });

  test('reaches git unchanged, with any characters', async () => {
    const name = `it's/$HOME/"\`x\`"/é;&|<>{}!#%'`;
    repository.sh(`git branch ${quoted(name)}; git push -q origin refs/heads/${quoted(name)}`);
    const workspace = new Workspace();
    expect(await workspace.clone({ url, ref: name })).toMatchObject({ code: 0 });
    repository.sh(`git push -q origin :refs/heads/${quoted(name)}; git branch -D ${quoted(name)}`);
    expect(workspace.git('build', 'symbolic-ref HEAD')).toBe(`refs/heads/${name}`);
    expect(workspace.git('build', "for-each-ref --format='%(upstream)' refs/heads")).toBe(
      `refs/remotes/origin/${name}`,
    );
  });

  test.each(['no-such', 'f'.repeat(40)])('that does not exist on the server (%s) fails the Job', async (ref) => {
    const workspace = new Workspace();
    const { code, termination } = await workspace.clone({ url, ref });
    expect(code).toBe(65);
    expect(termination).toMatch(/: correct "ref", or /);
    expect(existsSync(workspace.tree('build'))).toBe(false);
  });

  test('of an empty repository fails the attempt, which can be retried', async () => {
    sh(repository.root, 'git init -q --bare empty.git');
    const { code, termination } = await new Workspace().clone({ url: server.url('empty.git') });
    expect(code).toBe(1);
    expect(termination).toBe(`${server.url('empty.git')} is an empty repository, or not a git repository`);
  });

  test('that was corrected can be cloned by another Job, because no task has run', async () => {
    const workspace = new Workspace();
    await workspace.clone({ url, ref: 'no-such', job: 'job-1' });
    expect(await workspace.clone({ url, ref: 'topic', job: 'job-2' })).toMatchObject({ code: 0 });
  });
});

describe('depth', () => {
  const clone = async (workspace: Workspace, ref?: string): Promise<void> =>
    expect(await workspace.clone({ url, ref, depth: 1 })).toMatchObject({ code: 0 });
  const commits = (workspace: Workspace): string => workspace.git('build', 'rev-list --all --count');

  test('limits the history of a branch and omits other branches, as `git clone --depth` does', async () => {
    const workspace = new Workspace();
    await clone(workspace, 'topic');
    await run(workspace.base, 'git', 'clone', '-q', '--depth=1', '--branch=topic', url, 'plain');
    const facts = 'git for-each-ref; git config --local -l | sort; cat .git/shallow';
    expect(workspace.sh(`cd trees/build; ${facts}`)).toBe(sh(`${workspace.base}/plain`, facts));
    expect(commits(workspace)).toBe('1');
  });

  test('limits the history of a tag and of a commit', async () => {
    for (const ref of ['v1', first]) {
      const workspace = new Workspace();
      await clone(workspace, ref);
      expect(commits(workspace)).toBe('1');
      expect(workspace.git('build', 'rev-parse HEAD')).toBe(first);
    }
  });

  test('stays the same in a retry, at the commit of the first attempt', async () => {
    const workspace = new Workspace();
    await clone(workspace);
    const commit = workspace.git('build', 'rev-parse HEAD');
    repository.commit('later');
    await clone(workspace);
    expect(workspace.git('build', 'rev-parse HEAD origin/main')).toBe(`${commit}\n${commit}`);
    expect(commits(workspace)).toBe('1');
  });
});

test('logs a warning for submodules and Git LFS, and fetches neither', async () => {
  repository.sh(`git checkout -qb heavy; git -c protocol.file.allow=always submodule -q add ${repository.root}/app.git sub
    mkdir art; echo '*.psd filter=lfs' >art/.gitattributes; echo pointer >art/x.psd`);
  repository.commit('heavy');
  repository.sh('git checkout -qf main');
  const workspace = new Workspace();
  const { code, log } = await workspace.clone({ url, ref: 'heavy' });
  expect(code).toBe(0);
  expect(log.match(/^warning: .*/gm)).toEqual([
    'warning: submodules are not fetched, their folders are empty',
    'warning: Git LFS files are not fetched, there are pointer files instead',
  ]);
  expect(workspace.sh('cat trees/build/art/x.psd; ls trees/build/sub')).toBe('pointer');
});

test('works on a volume that belongs to another user', async () => {
  const workspace = new Workspace();
  const env = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
  expect(await workspace.clone({ url, env })).toMatchObject({ code: 0 });
});

test('works on a volume whose folders pass on their group and are open to everyone', async () => {
  const workspace = new Workspace();
  workspace.sh('chmod 2777 .');
  expect(await workspace.clone({ url })).toMatchObject({ code: 0 });
  expect(workspace.git('build', 'status --porcelain')).toBe('');
});

test('deletes its copy of the ssh key', async () => {
  const workspace = new Workspace();
  workspace.setSecret({ 'ssh-privatekey': 'key' });
  const { code } = await workspace.clone({ url });
  expect(code).toBe(0);
  expect(sh(workspace.base, 'ls home-1')).not.toContain('ssh-privatekey');
});

test('names the user that cannot write to the volume', async () => {
  const workspace = new Workspace();
  workspace.sh('chmod 555 .');
  const { code, termination } = await workspace.clone({ url });
  expect(code).toBe(1);
  expect(termination).toMatch(
    /^user \d+ cannot write \.prepare \(Permission denied\): check runAsUser, fsGroup and the volume; \d+ MB are free$/,
  );
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
