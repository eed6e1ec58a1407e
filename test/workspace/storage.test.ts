import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { smallVolume } from './support/small-volume';
import { Workspace } from './support/workspace';

const { test: testOnVolume } = testsThatNeed(...SCRIPT_TOOLS, 'user namespaces');

afterAll(() => cleanUp());

function withParent(workspace: Workspace): Workspace {
  workspace.sh('mkdir -p trees/build; echo a >trees/build/a');
  return workspace;
}

testOnVolume('storage that reports a size of 0 has an unknown free space', async () => {
  const { workspace, shell } = smallVolume({
    options: 'size=0',
    setup: 'mkdir -p trees/build && echo a >trees/build/a',
  });
  const { code, log } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
  expect({ code, log }).toMatchObject({ code: 0 });
  expect(log).toContain('the storage does not report its free space: copying 1 MB without a check\n');
  expect(log).toMatch(/^an unknown number of MB are free on the volume$/m);
});

testOnVolume('a read-only volume is in the termination message', async () => {
  const { workspace, shell } = smallVolume({ setup: 'mkdir .prepare trees && mount -o remount,bind,ro "$CLAIM"' });
  const { code, termination } = await workspace.copy({ shell, tree: 'test', parent: 'build' });
  expect(code).toBe(1);
  expect(termination).toMatch(
    /^user 0 cannot write \.prepare\/test\.lock \(Read-only file system\): check runAsUser, fsGroup and the volume; \d MB are free$/,
  );
});

describeInShells('the termination message', (shell) => {
  const copy = { shell, tree: 'test', parent: 'build' };

  test('names a lock of another user', async () => {
    const workspace = withParent(new Workspace());
    workspace.sh('mkdir .prepare; touch .prepare/test.lock; chmod 400 .prepare/test.lock');
    const { code, termination } = await workspace.copy(copy);
    expect(code).toBe(1);
    expect(termination).toMatch(/^user \d+ cannot write \.prepare\/test\.lock \(Permission denied\): check runAsUser/);
  });

  test('names a share that does not allow chmod', async () => {
    const workspace = withParent(new Workspace());
    workspace.fake('chmod', 'echo "chmod: $2: Operation not permitted" >&2; exit 1');
    const { code, termination } = await workspace.copy(copy);
    expect(code).toBe(1);
    expect(termination).toMatch(/^the storage \S+ does not allow chmod: mount it with uid=\d+$/);
  });

  test('exists after an error that the script does not expect', async () => {
    const workspace = withParent(new Workspace());
    workspace.fake('mv', 'echo "mv: input/output error" >&2; exit 1');
    const { code, log, termination } = await workspace.copy(copy);
    expect(code).toBe(1);
    expect(log).toContain('mv: input/output error\n');
    expect(termination).toMatch(/^preparing trees\/test failed: see the log; \d+ MB are free$/);
  });
});
