import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

let repository: Repository;
let server: GitServer;
let url: string;

beforeAll(async () => {
  repository = new Repository();
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

afterAll(() => cleanUp(server));

describeInShells('a retry', (shell) => {
  test('starts from the commit of the first attempt, even if the branch has moved', async () => {
    const workspace = new Workspace();
    const { termination } = await workspace.clone({ url, shell });
    workspace.sh('cd trees/build; echo dirt >dirt; echo x >>first; git commit -qam task');
    repository.commit('later');
    const retry = await workspace.clone({ url, shell });
    expect(retry).toMatchObject({ code: 0, termination });
    expect(retry.log).not.toContain('waiting');
    expect(workspace.git('build', 'status -sb')).toBe('## main...origin/main [behind 1]');
  });

  test('starts from that commit, even if the branch was deleted', async () => {
    repository.sh('git checkout -qb merged');
    repository.commit('merged');
    const workspace = new Workspace();
    const { termination } = await workspace.clone({ url, shell, ref: 'merged' });
    repository.sh('git checkout -q main; git push -q origin :merged; git branch -qD merged');
    expect(await workspace.clone({ url, shell, ref: 'merged' })).toMatchObject({ code: 0, termination });
    expect(workspace.git('build', 'symbolic-ref HEAD')).toBe('refs/heads/merged');
  });

  test('fails the Job if the server no longer provides that commit', async () => {
    repository.sh('git checkout -qb lost');
    repository.commit(`lost-${shell.length}`);
    const workspace = new Workspace();
    const { termination: commit } = await workspace.clone({ url, shell, ref: 'lost' });
    repository.sh('git reset -q --hard HEAD~1; git push -qf origin lost; git checkout -q main; git branch -qD lost');
    repository.git('reflog expire --all --expire=now; git gc -q --prune=now');
    const { code, termination } = await workspace.clone({ url, shell, ref: 'lost' });
    expect(code).toBe(65);
    expect(termination).toBe(
      `the server does not provide commit ${commit}: correct "ref", or increase "run" to resolve it again`,
    );
    workspace.git('build', `cat-file -e ${commit}`);
  });

  test('keeps one previous tree and removes the one before it, with read-only folders', async () => {
    const workspace = new Workspace();
    for (const attempt of [1, 2, 3]) {
      expect(await workspace.clone({ url, shell })).toMatchObject({ code: 0 });
      workspace.sh(`cd trees/build; mkdir -p mod/cache; echo ${attempt} >mod/cache/attempt; ln -s /etc mod/cache/etc
        mkdir none; echo x >none/x; chmod 000 none; chmod -R a-w mod; chmod a-w .`);
    }
    expect(workspace.sh('ls trees; cat .prepare/build.previous/mod/cache/attempt trees/build/mod/cache/attempt')).toBe(
      'build\n2\n3',
    );
    expect(workspace.sh('ls .prepare')).toBe('build.job\nbuild.lock\nbuild.previous\nbuild.refs');
  });

  test('with `continue` reuses the tree unchanged', async () => {
    const workspace = new Workspace();
    await workspace.clone({ url, shell, retry: 'continue' });
    workspace.sh('cd trees/build; echo half-done >work; git add work');
    const requests = server.requests.length;
    const { code, log } = await workspace.clone({ url, shell, retry: 'continue' });
    expect(code).toBe(0);
    expect(log).toMatch(
      /^reusing trees\/build from the previous attempt \(retry: continue\)\n\d+ MB are free on the volume\n$/,
    );
    expect(server.requests.length).toBe(requests);
    expect(workspace.git('build', 'status --porcelain')).toBe('A  work');
    await workspace.copy({ shell, retry: 'continue', tree: 'test', parent: 'build' });
    workspace.sh('echo more >trees/test/more');
    await workspace.copy({ shell, retry: 'continue', tree: 'test', parent: 'build' });
    expect(workspace.sh('cat trees/test/more')).toBe('more');
  });

  test('by another Job is rejected, and the tree is kept', async () => {
    const workspace = new Workspace();
    await workspace.clone({ url, shell });
    await workspace.copy({ shell, tree: 'test', parent: 'build' });
    workspace.sh('echo result | tee trees/build/result trees/test/result');
    for (const retry of ['clean', 'continue'] as const) {
      const outcomes = [
        await workspace.clone({ url, shell, retry, job: 'job-2' }),
        await workspace.mirror({ url, shell, retry, job: 'job-2' }),
        await workspace.copy({ shell, retry, job: 'job-2', tree: 'test', parent: 'build' }),
      ];
      for (const { code, termination } of outcomes) {
        expect(code).toBe(65);
        expect(termination).toMatch(
          /^trees\/\w+ belongs to another Job and is kept; increase "run" to run this task again$/,
        );
      }
    }
    expect(workspace.sh('cat trees/*/result')).toBe('result\nresult');
    expect(await workspace.clone({ url, shell, job: 'job-2', tree: 'build-run2' })).toMatchObject({ code: 0 });
  });
});

test('a tree without an owner is kept', async () => {
  const workspace = new Workspace();
  workspace.sh('mkdir -p trees/build; echo precious >trees/build/file');
  expect(await workspace.clone({ url })).toMatchObject({ code: 65 });
  expect(workspace.sh('cat trees/build/file')).toBe('precious');
});

test('the previous tree is kept until a new previous tree replaces it', async () => {
  const workspace = new Workspace();
  await workspace.clone({ url });
  workspace.sh('echo kept >trees/build/result; mv trees/build .prepare/build.previous');
  expect(await workspace.clone({ url, job: 'job-2' })).toMatchObject({ code: 65 });
  expect(await workspace.clone({ url })).toMatchObject({ code: 0 });
  expect(workspace.sh('cat .prepare/build.previous/result')).toBe('kept');
});

test('a failed retry keeps the tree of the previous attempt', async () => {
  const workspace = new Workspace();
  await workspace.clone({ url });
  workspace.sh('echo last >trees/build/result');
  expect(await workspace.clone({ url: server.url('missing.git') })).toMatchObject({ code: 1 });
  expect(workspace.sh('cat trees/build/result')).toBe('last');
});

test('symbolic links in place of folders are rejected', async () => {
  for (const name of ['.prepare', 'trees', 'mirror.git']) {
    const workspace = new Workspace();
    workspace.sh(`mkdir ../elsewhere; ln -s ../elsewhere ${name}`);
    const { code, termination } = await workspace.clone({ url });
    expect({ code, termination }).toEqual({
      code: 65,
      termination: `${name} on the volume is a symbolic link: replace it with a folder, then increase "run"`,
    });
    expect(workspace.sh('ls -A ../elsewhere')).toBe('');
  }
});
