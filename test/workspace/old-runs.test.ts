import { describeInShells, SCRIPT_TOOLS, testsThatNeed } from '../support/tools';
import { cleanUp } from './support/clean-up';
import { killAttempts } from './support/kills';
import { Workspace } from './support/workspace';

const { test } = testsThatNeed(...SCRIPT_TOOLS);

afterAll(() => cleanUp());

/** A claim with the tree `base` and the trees of `runs` of `task`, each with its state. */
function workspaceWithRuns(runs: readonly number[], task = 'test'): Workspace {
  const workspace = new Workspace();
  workspace.sh(
    'mkdir -p .prepare trees/base; cd trees/base; git init -q -b main; echo a >a; git add -A; git commit -qm a',
  );
  for (const run of runs) addRun(workspace, treeOf(run, task));
  return workspace;
}

function addRun(workspace: Workspace, tree: string): void {
  workspace.sh(`mkdir trees/${tree} .prepare/${tree}.previous; echo a >trees/${tree}/a
    cd .prepare; touch ${tree}.lock ${tree}.job ${tree}.refs`);
}

function treeOf(run: number, task = 'test'): string {
  return run === 1 ? task : `${task}-run${run}`;
}

function copyRun(workspace: Workspace, run: number, keepRuns: number, shell?: string) {
  return workspace.copy({ shell, tree: treeOf(run), parent: 'base', env: { KEEP_RUNS: String(keepRuns) } });
}

function trees(workspace: Workspace): string {
  return workspace.sh('ls trees | sort -V | grep -v base | tr "\\n" " "').trim();
}

describeInShells('a new run', (shell) => {
  test.each([
    [1, [1, 2, 3, 4], 'test-run4 test-run5'],
    [2, [1, 2, 3, 4], 'test-run4 test-run5'],
    [3, [1, 2, 3, 4], 'test-run3 test-run4 test-run5'],
    [3, [1, 3], 'test test-run3 test-run5'],
    [2, [1, 2], 'test-run2 test-run5'],
    [9, [1, 2, 3, 4], 'test test-run2 test-run3 test-run4 test-run5'],
    [2, [4, 6, 10], 'test-run4 test-run5 test-run6 test-run10'],
  ])('with keepRuns %d after the runs %j leaves %s', async (keepRuns, runs, left) => {
    const workspace = workspaceWithRuns(runs);
    const { code, log } = await copyRun(workspace, 5, keepRuns, shell);
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(trees(workspace)).toBe(left);
    const files = workspace.sh('ls -d .prepare/test*.job | sort -V | sed "s,.prepare/,,; s,.job,," | tr "\\n" " "');
    expect(files.trim()).toBe(left);
    expect(workspace.sh('ls .prepare')).not.toMatch(/removed/);
  });

  test('removes nothing of other tasks, and logs what it removes', async () => {
    const workspace = workspaceWithRuns([1, 2, 3]);
    const others = ['test-a', 'test-run2-a', 'test-runner', 'test-run', 'a-test', 'tes', 'test2'];
    for (const tree of others) addRun(workspace, tree);
    const { log } = await copyRun(workspace, 4, 2, shell);
    expect(trees(workspace).split(' ').sort()).toEqual([...others, 'test-run3', 'test-run4'].sort());
    expect(log).toMatch(
      /prepared trees\/test-run4 .*\nremoved trees\/test-run2: 1 MB\nremoved trees\/test: 1 MB\n\d+ MB are free/,
    );
  });

  test('removes a tree that is read-only or has a path of any length', async () => {
    const workspace = workspaceWithRuns([1, 2]);
    workspace.sh('cd trees/test; mkdir -p r/s; echo x >r/s/x; ln -s / link; chmod -R a-w r; chmod 0 r/s; chmod a-w .');
    // A path that is longer than a system call accepts.
    workspace.sh(
      `chmod u+w trees/test; cd trees/test; perl -e 'for (1..450) { mkdir "directory"; chdir "directory" }'`,
    );
    const { log } = await copyRun(workspace, 3, 2, shell);
    expect(log).toContain('removed trees/test: ');
    expect(trees(workspace)).toBe('test-run2 test-run3');
  });

  test('keeps a tree that another task copies at that moment, and one that it reads as an input', async () => {
    const workspace = workspaceWithRuns([1, 2, 3, 4]);
    workspace.fake(
      'cp',
      `[ "$TREE $1" = "child -a" ] && echo copying && until [ -e "$CLAIM/go" ]; do sleep 0.1; done
      PATH=$REAL exec cp "$@"`,
    );
    const child = workspace.copy({ shell, tree: 'child', parent: 'test' });
    await child.waitForLog('copying');
    const inputs = [{ taskId: 'test', tree: 'test-run2' }];
    expect(await workspace.copy({ shell, tree: 'report', parent: 'base', inputs })).toMatchObject({ code: 0 });

    const { code, log } = await copyRun(workspace, 5, 2, shell);
    expect(code).toBe(0);
    expect(log).toContain('removed trees/test-run3: ');
    expect(log).toContain("keeping trees/test-run2: it is an input of another task's tree\n");
    expect(log).toContain('trees/test could not be removed: another pod uses it\n');
    expect(trees(workspace)).toBe('report test test-run2 test-run4 test-run5');
    workspace.sh('touch go');
    expect(await child).toMatchObject({ code: 0 });

    // The next run of the report, which has no inputs any more.
    await workspace.copy({ shell, tree: 'report-run2', parent: 'base' });
    await workspace.copy({ shell, tree: 'report-run3', parent: 'base', env: { KEEP_RUNS: '1' } });
    await copyRun(workspace, 6, 2, shell);
    expect(trees(workspace)).toBe('child report-run2 report-run3 test-run5 test-run6');
  });

  test('does not fail if a tree cannot be removed, and says why', async () => {
    const workspace = workspaceWithRuns([1, 2]);
    workspace.fake('mv', 'case $1 in trees/test) echo "mv: no" >&2; exit 1 ;; esac; PATH=$REAL exec mv "$@"');
    const { code, log } = await copyRun(workspace, 3, 2, shell);
    expect(code).toBe(0);
    expect(log).toContain('trees/test could not be removed: mv: no\n');
    expect(trees(workspace)).toBe('test test-run2 test-run3');
  });
});

test('without keepRuns, and with run 1, nothing is removed', async () => {
  const workspace = workspaceWithRuns([2, 3]);
  await workspace.copy({ tree: 'test-run4', parent: 'base' });
  await copyRun(workspace, 1, 1);
  expect(trees(workspace)).toBe('test test-run2 test-run3 test-run4');
});

test('two tasks that start at the same time remove their own runs', async () => {
  const workspace = workspaceWithRuns([1, 2, 3]);
  for (const run of [1, 2, 3]) addRun(workspace, treeOf(run, 'other'));
  const env = { KEEP_RUNS: '2' };
  const results = await Promise.all([
    workspace.copy({ tree: 'test-run4', parent: 'base', env }),
    workspace.copy({ tree: 'other-run4', parent: 'base', env }),
  ]);
  for (const result of results) expect(result).toMatchObject({ code: 0 });
  expect(trees(workspace)).toBe('other-run3 other-run4 test-run3 test-run4');
});

test('a killed removal leaves a claim on which the next attempt succeeds and finishes it', async () => {
  await killAttempts(() => {
    const workspace = workspaceWithRuns([]);
    workspace.sh(
      'cd trees/base; for i in $(seq 40); do mkdir $i; echo $i >$i/file; done; git add -A; git commit -qm all',
    );
    let round = 1;
    return {
      round: () => {
        // Each round has the trees of three earlier runs, whole or what a kill left of them.
        round += 1;
        for (const run of [round - 1, round - 2, round - 3].filter((number) => number > 0)) {
          workspace.sh(`test -e trees/${treeOf(run)} || cp -a trees/base trees/${treeOf(run)}`);
        }
        return { workspace, tree: treeOf(round) };
      },
      attempt: (on, props) => on.copy({ parent: 'base', ...props, env: { KEEP_RUNS: '2' } }),
    };
  });
}, 300_000);
