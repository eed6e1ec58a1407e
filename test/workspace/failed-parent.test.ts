import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { GitServer } from './support/git-server';
import { Repository } from './support/repository';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

let server: GitServer;
let url: string;

beforeAll(async () => {
  const repository = new Repository();
  server = await GitServer.start(repository);
  url = server.url(repository.name);
});

afterAll(() => cleanUp(server));

describeInShells('a child of a failed task', (shell) => {
  const noTree = (tree: string, taskId: string): string =>
    `trees/${tree} does not exist: task ${taskId} failed before its working tree was ready, or used another volume; increase "run" of task ${taskId} and of this task`;

  test('fails its Job if the clone failed', async () => {
    const workspace = new Workspace();
    const clone = await workspace.clone({ shell, url, ref: 'missing' });
    expect(clone.code).not.toBe(0);
    const { code, termination } = await workspace.copy({ shell, tree: 'repair', parent: 'build' });
    expect({ code, termination }).toEqual({ code: 65, termination: noTree('build', 'build') });
    expect(workspace.sh('ls trees')).toBe('');
  });

  test('fails its Job if the copy failed, also with inputs that exist', async () => {
    const workspace = new Workspace();
    await workspace.clone({ shell, url });
    await workspace.copy({ shell, tree: 'lint', parent: 'build' });
    workspace.sh('mkdir trees/build/secrets; chmod 000 trees/build/secrets');
    expect(await workspace.copy({ shell, tree: 'test', parent: 'build' })).toMatchObject({ code: 1 });
    const inputs = [{ taskId: 'lint', tree: 'lint' }];
    const { code, termination } = await workspace.copy({ shell, tree: 'repair', parent: 'test', inputs });
    expect({ code, termination }).toEqual({ code: 65, termination: noTree('test', 'test') });
  });

  test('starts from what the last attempt left', async () => {
    const workspace = new Workspace();
    await workspace.clone({ shell, url });
    workspace.sh('echo 1 >trees/build/attempt-1');
    await workspace.clone({ shell, url });
    workspace.sh('cd trees/build; echo 2 >attempt-2; git add attempt-2; touch .git/index.lock');
    expect(await workspace.copy({ shell, tree: 'repair', parent: 'build' })).toMatchObject({ code: 0 });
    expect(workspace.sh('cd trees/repair; git status --porcelain; ls .git/*.lock 2>/dev/null || :')).toBe(
      'A  attempt-2',
    );
  });
});
