import { existsSync } from 'node:fs';
import { describeInShells } from '../support/tools';
import { removeFolders } from './support/user';
import { Workspace } from './support/workspace';

/** Creates 450 nested folders that are read-only: a path of 4,500 bytes, longer than a system call accepts. */
const createDeepFolders = `perl -e '
  for (1..450) { mkdir "directory"; chdir "directory" }
  for (1..450) { chdir ".."; chmod 0555, "directory" }'`;

afterAll(removeFolders);

describeInShells('a tree with paths of more than 4,096 bytes', (shell) => {
  test('is set aside by a retry, and removed by the next one', async () => {
    const workspace = new Workspace();
    workspace.sh('mkdir -p trees/build');
    for (const attempt of [1, 2, 3]) {
      const { code, log } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
      expect({ attempt, code, log }).toMatchObject({ code: 0 });
      // Two branches whose folders have the same names.
      workspace.sh(`cd trees/test; for branch in a b; do mkdir $branch; (cd $branch; ${createDeepFolders}); done`);
    }
    expect(workspace.sh('ls trees .prepare')).toBe(
      '.prepare:\nbuild.lock\ntest.job\ntest.lock\ntest.previous\n\ntrees:\nbuild\ntest',
    );
  });

  test('is not copied, the message names the path, and no stage stays', async () => {
    const workspace = new Workspace();
    workspace.sh(`mkdir -p trees/build; cd trees/build; ${createDeepFolders}`);
    const { code, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
    expect(code).toBe(1);
    expect(termination).toMatch(
      /^copying trees\/build of task build failed: (cp|du|stat): .*directory\/.*\.\.\..*: File name too long; \d MB are needed/,
    );
    expect(existsSync(workspace.tree('test'))).toBe(false);
    expect(workspace.sh('ls .prepare')).toBe('build.lock\ntest.job\ntest.lock');
  });
});
