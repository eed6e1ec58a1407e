import { COPIED_TREE } from '../../lib/kubernetes/literal-environment';
import { describeInShells } from '../support/tools';
import { removeFolders, run } from './support/user';
import { Workspace } from './support/workspace';

afterAll(removeFolders);

describeInShells('git in a copied tree, with the variables of the main container', (shell) => {
  test('reports a file as changed only if it was changed', async () => {
    const workspace = new Workspace();
    workspace.sh(`mkdir -p trees/build; cd trees/build; git init -q -b main; echo a >a; git add -A; git commit -qm a
    touch -d '2001-02-03 04:05:06.7' a .git/index
    git update-index --refresh; touch -d '2002-02-03 04:05:06.7' .git/index`);
    await workspace.copy({ shell, tree: 'test', parent: 'build' });
    const diff = ['diff-index', '--quiet', 'HEAD'];
    const settings = Object.entries(COPIED_TREE).map(([name, value]) => `${name}=${value}`);
    await expect(run(workspace.tree('test'), 'git', ...diff)).rejects.toThrow();
    await run(workspace.tree('test'), 'env', ...settings, 'git', ...diff);
    workspace.sh('echo other >>trees/test/a');
    await expect(run(workspace.tree('test'), 'env', ...settings, 'git', ...diff)).rejects.toThrow();
  });
});
