import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { removeFolders } from './support/user';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

const createRepository = 'git init -q -b main; echo a >a; git add -A; git commit -qm a';
/** Locks of git in all kinds of places, and files of other programs. */
const createLocks = `mkdir -p .git/modules/sub .git/refs/heads
  touch .git/index.lock .git/refs/heads/main.lock .git/modules/sub/index.lock yarn.lock .git/lock`;

afterAll(removeFolders);

describeInShells("git's locks that a killed task left", (shell) => {
  test('are removed when an attempt continues with the tree', async () => {
    const workspace = new Workspace();
    workspace.sh('mkdir -p trees/build');
    const props = { shell, tree: 'test', parent: 'build', retry: 'continue' } as const;
    await workspace.copy(props);
    workspace.sh(`cd trees/test; ${createRepository}; ${createLocks}`);
    const { code, log } = await workspace.copy(props);
    expect(code).toBe(0);
    expect(log).toContain('removed locks that a killed git left:');
    workspace.git('test', 'add -A');
    expect(workspace.sh('cd trees/test; ls yarn.lock .git/lock')).toBe('.git/lock\nyarn.lock');
    expect(workspace.sh('find trees/test/.git -name "*.lock"')).toBe('');
  });

  test('are not in the copy, and stay in the tree of the parent', async () => {
    const workspace = new Workspace();
    workspace.sh(`mkdir -p trees/build; cd trees/build; ${createRepository}; ${createLocks}`);
    expect(await workspace.copy({ shell, tree: 'test', parent: 'build' })).toMatchObject({ code: 0 });
    workspace.git('test', 'add -A');
    expect(workspace.sh('find trees -path "*/.git/*.lock" | wc -l')).toBe('3');
  });

  test('are not removed through a link in place of .git', async () => {
    const workspace = new Workspace();
    workspace.sh('mkdir -p trees/build other/objects; touch other/index.lock; ln -s ../../other trees/build/.git');
    expect(await workspace.copy({ shell, tree: 'test', parent: 'build' })).toMatchObject({ code: 0 });
    expect(workspace.sh('ls other')).toBe('index.lock\nobjects');
  });
});
