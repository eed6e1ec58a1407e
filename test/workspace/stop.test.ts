import { existsSync } from 'node:fs';
import { SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { Workspace } from './support/workspace';

/** A PID namespace is what makes the script PID 1, as in a container. */
const { describe } = testsThatNeed(...SCRIPT_TOOLS, 'user namespaces', 'busybox', 'bash');

afterAll(() => cleanUp());

describe.each(['sh', 'busybox sh', 'bash'])('SIGTERM to a container, in %s', (shell) => {
  test('ends a copy, and the next attempt succeeds', async () => {
    const workspace = new Workspace();
    workspace.sh('mkdir -p trees/build; echo a >trees/build/a');
    workspace.fake('container', `exec unshare -rpf ${shell} "$@"`);
    const copy = { shell: 'container', tree: 'test', parent: 'build' };
    workspace.fake('cp', 'case $1 in -a) kill -TERM 1; sleep 30 ;; esac; PATH=$REAL exec cp "$@"');
    const { code, termination } = await workspace.copy(copy);
    expect({ code, termination }).toEqual({
      code: 143,
      termination: 'stopped by SIGTERM: the pod was deleted or evicted',
    });
    expect(existsSync(workspace.tree('test'))).toBe(false);
    workspace.fake('cp', 'PATH=$REAL exec cp "$@"');
    expect(await workspace.copy(copy)).toMatchObject({ code: 0 });
    expect(workspace.sh('ls .prepare; cat trees/test/a')).toBe('build.lock\ntest.job\ntest.lock\na');
  });
});
