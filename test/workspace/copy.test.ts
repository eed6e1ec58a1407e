import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { removeFolders } from './support/user';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(removeFolders);

/** A claim on which `build` has a repository with one commit. */
function workspaceWithParent(script = ''): Workspace {
  const workspace = new Workspace();
  workspace.sh(
    `mkdir -p trees/build; cd trees/build; git init -q -b main; echo a >a; git add -A; git commit -qm a; ${script}`,
  );
  return workspace;
}

/** Without the times of symbolic links, which busybox does not copy. */
const listing = `find . -path ./.git/index -prune -o -type l -printf '%p %l\\n' -o -printf '%p %y %m %n %s %Ts\\n' | sort`;

describeInShells('a copy', (shell) => {
  test('equals the tree of the parent', async () => {
    const workspace = workspaceWithParent(`
      echo staged >staged; git add staged; echo changed >>a; mkdir -p untracked/.hidden; echo x >untracked/.hidden/y
      echo '*.log' >.gitignore; echo ignored >x.log; chmod 640 x.log; echo run >tool; chmod 755 tool
      ln -s a link; ln -s /etc/passwd absolute; ln -s nowhere dangling; ln a hard
      mkdir sticky private; chmod 1777 sticky; chmod 700 private; mkdir readonly; echo r >readonly/r; chmod 555 readonly
      touch -d '2001-02-03 04:05:06' tool; touch -d '2002-03-04 05:06:07' private
      mkfifo fifo; mkdir -p -- '-rf' "$(printf 'new\\nline')" "qu'o\\"te" '*' '$(x)'`);
    const status = workspace.sh('cd trees/build; git status --porcelain');
    const { code, log, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(workspace.sh(`cd trees/test; ${listing}`)).toBe(workspace.sh(`cd trees/build; ${listing}`));
    expect(workspace.sh('cd trees/test; git status --porcelain')).toBe(status);
    expect(termination).toBe('copied trees/build');
    expect(log).toMatch(/^prepared trees\/test from trees\/build in \d+ s \(1 MB\)\n\d+ MB are free on the volume\n$/);
  });

  test('shares no inode with the tree of the parent', async () => {
    const workspace = workspaceWithParent('ln a hard');
    await workspace.copy({ shell, tree: 'test', parent: 'build' });
    const inodes = (tree: string): string[] => workspace.sh(`find trees/${tree} -printf '%i\\n'`).split('\n');
    const parents = new Set(inodes('build'));
    expect(inodes('test').filter((inode) => parents.has(inode))).toEqual([]);
  });

  test('succeeds if the tree contains a socket', async () => {
    const workspace = workspaceWithParent(
      `perl -MSocket -e 'socket S, AF_UNIX, SOCK_STREAM, 0; bind S, sockaddr_un "s"'`,
    );
    expect(lstatSync(workspace.tree('build', 's')).isSocket()).toBe(true);
    expect(await workspace.copy({ shell, tree: 'test', parent: 'build' })).toMatchObject({ code: 0 });
    expect(readFileSync(workspace.tree('test', 'a'), 'utf8')).toBe('a\n');
  });

  test.each([
    ['folder', 'mkdir secrets; echo x >secrets/x; chmod 000 secrets'],
    ['file', 'echo x >secrets; chmod 000 secrets'],
  ])('of an unreadable %s fails, names it, and leaves no tree', async (_, script) => {
    const workspace = workspaceWithParent(script);
    const { code, log, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
    expect(code).toBe(1);
    expect(log).toMatch(/^(cp|du): .*secrets.*Permission denied$/m);
    expect(termination).toMatch(
      /^copying trees\/build of task build failed: (cp|du): .*secrets.*: Permission denied; 1 MB are needed, \d+ MB are free$/,
    );
    expect(existsSync(workspace.tree('test'))).toBe(false);
  });

  test('of a tree whose top folder is not readable fails, and names the task', async () => {
    const workspace = workspaceWithParent('chmod 000 .');
    const { code, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
    expect(code).toBe(1);
    expect(termination).toMatch(
      /^user \d+ cannot read trees\/build: task build must not change the mode of this folder$/,
    );
  });

  test('of a sparse file of 1 TB keeps its holes or is refused before it starts', async () => {
    const workspace = workspaceWithParent('truncate -s 1T sparse');
    const { code, log, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
    if (shell === 'busybox sh') {
      expect(code).toBe(1);
      expect(termination).toMatch(/^copying trees\/build needs 1048577 MB, but \d+ MB are free/);
    } else {
      expect({ code, log }).toMatchObject({ code: 0 });
      expect(workspace.sh('du -sm trees/test | cut -f 1')).toBe('1');
    }
  });

  test('of a read-only tree can be replaced by retries', async () => {
    const workspace = workspaceWithParent('mkdir -p mod/cache; echo x >mod/cache/x; chmod -R a-w .; chmod 555 .');
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await workspace.copy({ shell, tree: 'test', parent: 'build' })).toMatchObject({ code: 0 });
    }
    expect(workspace.sh('ls -A .prepare')).toBe('build.lock\ntest.job\ntest.lock\ntest.previous');
    expect(workspace.sh('stat -c %a trees/test/mod trees/test')).toBe('555\n755');
  });
});

test("keeps the nanoseconds of times with coreutils' cp", async () => {
  const workspace = workspaceWithParent("touch -d '2001-02-03 04:05:06.123456789' a");
  await workspace.copy({ tree: 'test', parent: 'build' });
  expect(workspace.sh('stat -c %y trees/test/a')).toContain('04:05:06.123456789');
});

test('rejects a symbolic link in place of the parent tree', async () => {
  const workspace = workspaceWithParent();
  workspace.sh('mv trees/build elsewhere; ln -s ../elsewhere trees/build');
  expect(await workspace.copy({ tree: 'test', parent: 'build' })).toMatchObject({ code: 65 });
});

test('compares the needed with the free space before it starts', async () => {
  const workspace = workspaceWithParent('head -c 3000000 /dev/zero >big');
  workspace.fake('df', 'PATH=$REAL df "$@" | sed "s/ [0-9]* \\([0-9]*%\\)/ 2 \\1/"');
  workspace.fake('cp', 'echo copied anyway >&2; exit 1');
  const { code, log, termination } = await workspace.copy({ tree: 'test', parent: 'build' });
  expect(code).toBe(1);
  expect(log).not.toContain('copied anyway');
  expect(termination).toBe(
    'copying trees/build needs 4 MB, but 2 MB are free: enlarge the volume, or remove trees; trees of earlier runs use 0 MB; to see what uses the volume: npm run trees',
  );
});

describeInShells('a parent tree that changes during the copy', (shell) => {
  const swap = 'mv folder away; ln -s ../other folder';
  const swapBack = 'rm folder; mv away folder';

  test.each([
    ['is replaced', 'mv ../build ../away; mkdir ../build; echo other >../build/a', ':'],
    ['has a link in place of a folder', swap, ':'],
    ['had a link in place of a folder', swap, swapBack],
    ['had a link in place of a folder, and the time is set back', swap, `${swapBack}; touch -d 2001-02-03 .`],
  ])('is refused if it %s, and the next attempt succeeds', async (_, before, after) => {
    const workspace = workspaceWithParent('mkdir folder; echo mine >folder/file; touch -d 2001-02-03 .');
    workspace.sh('mkdir trees/other; echo secret >trees/other/file');
    workspace.fake('cp', `case $1 in -a) ;; *) exit ;; esac; ${before}; PATH=$REAL cp "$@"; ${after}`);
    const copy = { shell, tree: 'test', parent: 'build' };
    const { code, termination } = await workspace.copy(copy);
    expect({ code, termination }).toEqual({
      code: 1,
      termination: 'trees/build changed during the copy: check whether a pod of task build still runs',
    });
    expect(existsSync(workspace.tree('test'))).toBe(false);
    workspace.fake('cp', 'PATH=$REAL exec cp "$@"');
    expect(await workspace.copy(copy)).toMatchObject({ code: 0 });
  });
});

test.each([
  ['shares blocks', '', /^cp -a --reflink=auto \. /m],
  ['has no option for it', 'case $1 in --reflink=always) exit 1 ;; esac', undefined],
])('a copy of more than is free starts only if cp can share blocks: it %s', async (_, refuse, line) => {
  const workspace = workspaceWithParent('head -c 3000000 /dev/zero >big');
  workspace.fake('df', 'echo header; echo "/dev/my disk 100 99 1 99% /mnt"');
  workspace.fake('cp', `${refuse}\necho "cp $*"; case $1 in --reflink=always) shift ;; esac; PATH=$REAL exec cp "$@"`);
  const { code, log, termination } = await workspace.copy({ tree: 'test', parent: 'build' });
  if (line) {
    expect(code).toBe(0);
    expect(log).toMatch(line);
    expect(workspace.sh('cmp trees/build/big trees/test/big; find .prepare -name probe')).toBe('');
  } else {
    expect(code).toBe(1);
    expect(termination).toContain('copying trees/build needs 4 MB, but 1 MB are free: enlarge the volume');
  }
});
