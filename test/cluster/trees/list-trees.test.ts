import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseTrees } from '../../../lib/cluster/trees/claim-trees';
import type { ClaimTrees } from '../../../lib/cluster/trees/trees-output';
import { listOf } from '../../support/list';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../../support/tools';
import { cleanUp } from '../../workspace/support/clean-up';
import { Workspace } from '../../workspace/support/workspace';
import { runClaimScript } from './support';

const SCRIPT = resolve(__dirname, '../../../lib/cluster/trees/list-trees.sh');
const { test: testScript } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(() => cleanUp());

/** Runs the script on a claim that shell commands have filled. */
function listTrees(shell: string, commands: string): ClaimTrees {
  const workspace = new Workspace();
  workspace.sh(commands);
  const { status, stdout, stderr } = runClaimScript(workspace, shell, readFileSync(SCRIPT, 'utf8'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { chains } = listOf([
    { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine', run: 3 },
    { taskId: 'test', parentTaskId: 'build', image: 'alpine' },
  ]);
  return parseTrees('claim', stdout, chains);
}

describeInShells('the listing', (shell) => {
  testScript('has trees, previous trees, unfinished ones and the mirror, with what the list has of them', () => {
    const { folders, kilobytes, freeKilobytes } = listTrees(
      shell,
      `mkdir -p trees/build trees/build-run3 trees/build-run4 trees/test trees/old trees/test-run1 mirror.git
      mkdir -p .prepare/test.previous .prepare/old.stage .prepare/gone.removed
      head -c 3000000 /dev/urandom >trees/old/file
      touch -d @1000 .prepare/test.job; touch -d @2000 trees/old`,
    );
    expect(folders.map(({ kind, tree, taskId, run, inList }) => [kind, tree, taskId, run, inList])).toEqual([
      ['mirror', '', undefined, undefined, undefined],
      ['tree', 'build', 'build', 1, 'earlier run'],
      ['tree', 'build-run3', 'build', 3, 'current run'],
      ['tree', 'build-run4', 'build', 4, 'later run'],
      ['removed', 'gone', undefined, undefined, 'not in the list'],
      ['tree', 'old', undefined, undefined, 'not in the list'],
      ['stage', 'old', undefined, undefined, 'not in the list'],
      ['tree', 'test', 'test', 1, 'current run'],
      ['previous', 'test', 'test', 1, 'current run'],
      ['tree', 'test-run1', undefined, undefined, 'not in the list'],
    ]);
    const old = folders.find(({ kind, tree }) => kind === 'tree' && tree === 'old')!;
    expect(old.kilobytes).toBeGreaterThan(2900);
    expect(old.startedAt).toBe('1970-01-01T00:33:20.000Z');
    expect(folders.find(({ kind, tree }) => kind === 'tree' && tree === 'test')!.startedAt).toBe(
      '1970-01-01T00:16:40.000Z',
    );
    expect(kilobytes).toBeGreaterThan(freeKilobytes);
  });

  testScript('has names of all kinds, and follows no links', () => {
    const { folders } = listTrees(
      shell,
      `mkdir -p trees .prepare; cd trees
      mkdir -- -rf .hidden ..two '*' 'a b' "tab$(printf '\\t')end" 'line
end' 'tree	1	1	fake'
      ln -s /etc link; touch file; mkdir locked; chmod 0 locked`,
    );
    expect(folders.map(({ tree }) => tree).sort()).toEqual(
      ['-rf', '.hidden', '..two', '*', 'a b', 'tab\tend', 'line\nend', 'tree\t1\t1\tfake', 'locked'].sort(),
    );
  });

  testScript('is empty on an empty volume, or with links in place of its folders', () => {
    expect(listTrees(shell, 'true').folders).toEqual([]);
    expect(listTrees(shell, 'ln -s / trees; ln -s / .prepare; ln -s / mirror.git').folders).toEqual([]);
  });
});

testsThatNeed('shellcheck').test('list-trees.sh passes shellcheck', () => {
  expect(spawnSync('shellcheck', [SCRIPT], { cwd: join(SCRIPT, '..'), encoding: 'utf8' }).stdout).toBe('');
});
