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

describeInShells('two pods of one Job at the same time', (shell) => {
  test('leave one complete tree', async () => {
    const workspace = new Workspace();
    const { arrived, release } = server.hold('ls-refs');
    const first = workspace.clone({ url, shell });
    await arrived;
    const second = workspace.clone({ url, shell });
    await second.waitForLog('waiting for the lock on trees/build, which another pod holds');
    release();
    expect(await first).toMatchObject({ code: 0 });
    expect(await second).toMatchObject({ code: 0 });
    expect(workspace.git('build', 'status -sb')).toBe('## main...origin/main');
    expect(workspace.sh('ls trees .prepare')).toBe(
      '.prepare:\nbuild.job\nbuild.lock\nbuild.previous\nbuild.refs\n\ntrees:\nbuild',
    );
  });
});

test('trees of different tasks do not wait for each other', async () => {
  const workspace = new Workspace();
  const { arrived, release } = server.hold('ls-refs');
  const first = workspace.clone({ url, tree: 'one' });
  await arrived;
  expect(await workspace.clone({ url, tree: 'two' })).toMatchObject({ code: 0 });
  release();
  expect(await first).toMatchObject({ code: 0 });
});

test('a stage that a killed pod left is removed by a pod of another task, and a stage in use is kept', async () => {
  const workspace = new Workspace();
  const { arrived, release } = server.hold('ls-refs');
  const first = workspace.clone({ url, tree: 'one' });
  await arrived;
  workspace.sh(
    'mkdir -p .prepare/old.stage/old/sub; touch .prepare/old.stage/old/sub/x; mkdir .prepare/older.removed; chmod -R a-w .prepare/old.stage',
  );
  const { code, log } = await workspace.clone({ url, tree: 'two' });
  expect(code).toBe(0);
  expect(log).toContain('removing .prepare/old.stage, which a killed pod left\n');
  expect(workspace.sh('ls .prepare')).toBe('old.lock\none.job\none.lock\none.stage\ntwo.job\ntwo.lock\ntwo.refs');
  release();
  expect(await first).toMatchObject({ code: 0 });
});

test('waiting for a lock fails after an hour', async () => {
  const workspace = new Workspace();
  workspace.fake('timeout', '[ $1 = 3600 ] && shift && PATH=$REAL exec timeout 0.1 "$@"; PATH=$REAL exec timeout "$@"');
  const { arrived, release } = server.hold('ls-refs');
  const first = workspace.clone({ url, env: { PATH: process.env.PATH! } });
  await arrived;
  const { code, termination } = await workspace.clone({ url });
  expect({ code, termination }).toEqual({
    code: 1,
    termination:
      'no lock on trees/build after 1 hour: another pod holds it, or the storage of the volume does not support flock',
  });
  release();
  expect(await first).toMatchObject({ code: 0 });
});
