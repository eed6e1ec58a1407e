import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readRemovalScript } from '../../../lib/cluster/trees/remove-trees';
import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../../support/tools';
import { cleanUp } from '../../workspace/support/clean-up';
import { PLAIN, USER } from '../../workspace/support/user';
import { Workspace } from '../../workspace/support/workspace';
import { runClaimScript, type Output } from './support';

afterAll(() => cleanUp());

function remove(workspace: Workspace, shell: string, ...trees: readonly string[]): Output {
  return runClaimScript(workspace, shell, readRemovalScript(), trees);
}

function workspaceWith(commands: string): Workspace {
  const workspace = new Workspace();
  workspace.sh(`mkdir .prepare trees; ${commands}`);
  return workspace;
}

describeInShells('the removal', (shell) => {
  const { test } = testsThatNeed(...SCRIPT_TOOLS);

  test('removes a tree and all that belongs to it, and nothing else', () => {
    const workspace = workspaceWith(
      `for tree in build build-run2 build-run; do
        mkdir trees/$tree .prepare/$tree.previous .prepare/$tree.stage
        head -c 3000000 /dev/zero >trees/$tree/file
        touch .prepare/$tree.lock .prepare/$tree.job .prepare/$tree.refs .prepare/$tree.inputs
      done
      mkdir .prepare/build-run2.removed; echo x >.prepare/build-run2.removed/left`,
    );
    expect(remove(workspace, shell, 'build-run2')).toEqual({
      status: 0,
      stdout: 'removed trees/build-run2: 3 MB\n',
      stderr: '',
    });
    expect(workspace.sh('ls trees; ls .prepare | sed "s/[.].*//" | sort | uniq -c | xargs')).toBe(
      'build\nbuild-run\n6 build 6 build-run',
    );
  });

  test('removes read-only trees, trees with deep paths, and names of all kinds', () => {
    const names = ['-rf', '.hidden', '*', 'a b', 'line\nend', '$(touch x)', "'"];
    const workspace = workspaceWith(
      `cd trees; mkdir -- -rf .hidden '*' 'a b' 'line
end' '$(touch x)' "'" kept deep; ln -s / kept/link; mkdir -p "a b/c"; ln -s ../kept "a b/link"; echo x >"a b/c/file"
      chmod 0 "a b/c"; chmod a-w "a b"; cd deep; perl -e 'for (1..450) { mkdir "directory"; chdir "directory" }'`,
    );
    const { status, stdout, stderr } = remove(workspace, shell, ...names, 'deep');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^removed trees/gm)).toHaveLength(names.length + 1);
    expect(workspace.sh('ls -A trees .prepare')).toBe('.prepare:\n\ntrees:\nkept');
  });

  test('keeps a tree whose lock another pod has, says so on stderr, and goes on', async () => {
    const workspace = workspaceWith('mkdir trees/used trees/free');
    const holder = spawn('flock', ['--shared', '.prepare/used.lock', 'sh', '-c', 'echo locked; cat'], {
      cwd: workspace.claim,
      env: PLAIN,
      ...USER,
    });
    await once(holder.stdout, 'data');
    expect(remove(workspace, shell, 'used', 'free')).toEqual({
      status: 0,
      stdout: 'removed trees/free: 1 MB\n',
      stderr: 'trees/used could not be removed: another pod uses it\n',
    });
    holder.stdin.end();
    await once(holder, 'close');
    expect(remove(workspace, shell, 'used').stdout).toBe('removed trees/used: 1 MB\n');
  });

  test('keeps a tree that cannot be removed, with the reason', () => {
    const workspace = workspaceWith('mkdir trees/a; chmod a-w trees');
    const { status, stdout, stderr } = remove(workspace, shell, 'a');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^trees\/a could not be removed: mv: .*Permission denied\n$/);
  });

  test('finishes what a killed removal has left', () => {
    const workspace = workspaceWith('mkdir -p .prepare/a.removed/part .prepare/a.previous; touch .prepare/a.job');
    expect(remove(workspace, shell, 'a').stdout).toBe('removed trees/a: 1 MB\n');
    expect(workspace.sh('ls -A .prepare')).toBe('');
  });
});

// A user namespace may mount a tmpfs.
testsThatNeed(...SCRIPT_TOOLS, 'user namespaces').test.each([
  ['no space', 'size=2m', 'head -c 9000000 /dev/zero >trees/old/file'],
  ['no inodes', 'nr_inodes=20', 'touch $(seq -f trees/old/%.0f 30)'],
])('frees a volume that has %s left', (_name, options, fill) => {
  const { base, claim } = new Workspace();
  const script = `mount -t tmpfs -o ${options} tmpfs ${claim}; cd ${claim}; mkdir .prepare trees trees/old
    ${fill} 2>${base}/full || :
    sh -s ${claim} old; ls -A trees .prepare; cat ${base}/full >&2`;
  const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-euc', script], {
    input: readRemovalScript(),
    encoding: 'utf8',
    env: { ...PLAIN, HOME: base },
    ...USER,
  });
  expect(stderr).toContain('No space left on device');
  expect(stdout).toMatch(/^removed trees\/old: \d MB\n\.prepare:\n\ntrees:\n$/);
});

testsThatNeed('shellcheck').test('the script passes shellcheck', () => {
  const { stdout } = spawnSync('shellcheck', ['-'], { input: readRemovalScript(), encoding: 'utf8' });
  expect(stdout).toBe('');
});
