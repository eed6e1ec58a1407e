import { existsSync } from 'node:fs';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { Workspace, type CopyProps } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

let server: GitServer;
let url: string;

beforeAll(async () => {
  const repository = new Repository();
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

afterAll(() => cleanUp(server));

describeInShells('the trees of inputs', (shell) => {
  const lint = { taskId: 'Lint.1', tree: 'lint-1-run2' };
  const scan = { taskId: 'scan', tree: 'scan' };
  const join: CopyProps = { shell, tree: 'join', parent: 'build', inputs: [lint, scan] };

  /** Returns a claim with the trees of a root task and of these of its children. */
  async function workspaceWith(...trees: string[]): Promise<Workspace> {
    const workspace = new Workspace();
    await workspace.clone({ shell, url });
    for (const tree of trees) await workspace.copy({ shell, tree, parent: 'build' });
    return workspace;
  }

  test('are not needed by a task without inputs', async () => {
    const workspace = await workspaceWith();
    expect(await workspace.copy({ ...join, inputs: undefined })).toMatchObject({ code: 0 });
    expect(await workspace.copy({ ...join, tree: 'other', inputs: [] })).toMatchObject({ code: 0 });
  });

  test('are left as they are, and the tree of the task is a copy of its parent', async () => {
    const workspace = await workspaceWith(lint.tree, scan.tree);
    workspace.sh(`echo found >trees/${lint.tree}/report; chmod 555 trees/${scan.tree}`);
    const listing = `cd trees; find ${lint.tree} ${scan.tree} -printf '%p %i %m %C@\\n' | sort`;
    const before = workspace.sh(listing);
    expect(await workspace.copy(join)).toMatchObject({ code: 0, termination: 'copied trees/build' });
    expect(workspace.sh(listing)).toBe(before);
    expect(workspace.sh('ls trees/join')).toBe(workspace.sh('ls trees/build'));
  });

  const missing = 'trees/scan does not exist: increase "run" of the input scan and of this task';
  test.each([
    ['is missing', 'rm -rf trees/scan', missing],
    ['is that of another run', 'mv trees/scan trees/scan-run2', missing],
    ['is a file', 'rm -rf trees/scan; echo x >trees/scan', missing],
    ['is a symbolic link', `rm -rf trees/scan; ln -s ${lint.tree} trees/scan`, missing],
    [
      'is a folder that was not made by its task',
      'rm -rf trees/scan .prepare/scan.*; mkdir trees/scan',
      'trees/scan was not made by task scan: increase "run" of the input scan and of this task',
    ],
  ])('fail the Job if one %s, and nothing is copied', async (_, script, message) => {
    const workspace = await workspaceWith(lint.tree, scan.tree);
    workspace.sh(script);
    const before = workspace.sh('find . | sort');
    expect(await workspace.copy(join)).toMatchObject({ code: 65, termination: message, log: `${message}\n` });
    expect(workspace.sh('find . | sort')).toBe(before);
  });

  test('name the task of a run whose tree has another name', async () => {
    const workspace = await workspaceWith(scan.tree);
    const { code, termination } = await workspace.copy(join);
    expect({ code, termination }).toEqual({
      code: 65,
      termination: 'trees/lint-1-run2 does not exist: increase "run" of the input Lint.1 and of this task',
    });
  });

  test('are also checked by a retry that reuses its tree', async () => {
    const workspace = await workspaceWith(lint.tree, scan.tree);
    const retry = { ...join, retry: 'continue' } as const;
    expect(await workspace.copy(retry)).toMatchObject({ code: 0 });
    workspace.sh('rm -rf trees/scan');
    expect(await workspace.copy(retry)).toMatchObject({ code: 65, termination: missing });
    expect(existsSync(workspace.tree('join'))).toBe(true);
    await workspace.copy({ shell, tree: scan.tree, parent: 'build' });
    expect(await workspace.copy(retry)).toMatchObject({ code: 0, termination: 'reused trees/join' });
  });

  test('cannot be on a claim that has no trees', async () => {
    expect(await new Workspace().copy(join)).toMatchObject({ code: 65 });
  });
});
