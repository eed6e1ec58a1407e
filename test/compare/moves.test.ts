import fc from 'fast-check';
import { toMarkdown } from '../../lib/compare';
import type { ChangeKind } from '../../lib/compare/change';
import { compareSnapshots } from '../../lib/compare/compare-snapshots';
import { takeSnapshot } from '../../lib/compare/snapshot';
import { synthesize } from '../../main';
import { listOf } from '../support/list';
import { compareLists, comparisonOf } from './support/compare-lists';

const URL = 'https://example.com/app.git';
const image = 'alpine:3';
const build = { taskId: 'build', repoUrl: URL, image };
const test_ = { taskId: 'test', parentTaskId: 'build', image };
const ship = { taskId: 'ship', parentTaskId: 'test', image };
const docs = { taskId: 'docs', repoUrl: URL, image };
const again = { run: 2 };

const DEFERRED = 'was edited but will not run until "run" is increased';
const REJECTED = 'cannot be changed this way';
const FAILS = 'until then, tasks that start from its result fail';

/** Returns the lines about tasks. */
function taskLines(before: unknown, after: unknown): string[] {
  return compareLists(before, after).filter((line) => /^(build|make|test|ship|docs): /.test(line));
}

describe.each<[string, string, object, object]>([
  [
    'of its own to that of a repository',
    'git-repo-pvc-app',
    { tasks: [build] },
    { repositories: { app: { url: URL } }, tasks: [{ taskId: 'build', repository: 'app', image }] },
  ],
  [
    'that exists to another one',
    'new-data',
    { tasks: [{ ...build, existingClaim: 'data' }] },
    { tasks: [{ ...build, existingClaim: 'new-data' }] },
  ],
  [
    'of a repository to the same one under another name',
    'git-repo-pvc-site',
    { repositories: { web: { url: URL } }, tasks: [{ taskId: 'build', repository: 'web', image }] },
    { repositories: { site: { url: URL } }, tasks: [{ taskId: 'build', repository: 'site', image }] },
  ],
])('a chain that moves from a claim %s', (_, claim, before, after) => {
  const moves = `moves to claim \`${claim}\``;

  /** Adds child tasks to a list with a root task, and sets fields of the root. */
  function withChildren(list: object, children: readonly object[], root: object = {}): object {
    const { tasks } = list as { tasks: [object] };
    return { ...list, tasks: [{ ...tasks[0], ...root }, ...children] };
  }
  const compare = (children: readonly object[], root?: object): string[] =>
    taskLines(withChildren(before, [test_, ship]), withChildren(after, children, root));

  test('runs again if the run of all its tasks is increased', () => {
    expect(
      compare(
        [
          { ...test_, ...again },
          { ...ship, ...again },
        ],
        again,
      ),
    ).toEqual([
      `build: will run again (run 1 -> 2, ${moves})`,
      `ship: will run again (run 1 -> 2, ${moves})`,
      `test: will run again (run 1 -> 2, ${moves})`,
    ]);
  });

  test('stays where it is if no run is increased, and the report says what fails later', () => {
    expect(compare([test_, ship])).toEqual(
      ['build', 'ship', 'test'].map(
        (task) =>
          `${task}: ${DEFERRED} (${moves}; set \`"run":2\`, and increase \`run\` for the whole chain; ${FAILS})`,
      ),
    );
  });

  test('is rejected if a task runs again and an earlier one does not', () => {
    const reason = (parent: string, first: string): string =>
      `the tree of \`${parent}\` is not on claim \`${claim}\`; increase \`run\` for the whole chain, from \`${first}\` on`;
    expect(
      compare([
        { ...test_, ...again },
        { ...ship, ...again },
      ]).slice(0, 2),
    ).toEqual([
      `ship: ${REJECTED} (run 1 -> 2, ${moves}: ${reason('test', 'build')})`,
      `test: ${REJECTED} (run 1 -> 2, ${moves}: ${reason('build', 'build')})`,
    ]);
    expect(compare([test_, { ...ship, ...again }], again).slice(0, 2)).toEqual([
      `ship: ${REJECTED} (run 1 -> 2, ${moves}: ${reason('test', 'test')})`,
      `build: will run again (run 1 -> 2, ${moves})`,
    ]);
  });

  test('is rejected if a task is added and an earlier one does not run again', () => {
    const added = { ...docs, repoUrl: undefined, parentTaskId: 'build' };
    expect(compare([test_, ship, added])[0]).toBe(
      `docs: ${REJECTED} (new task: the tree of \`build\` is not on claim \`${claim}\`; increase \`run\` for the whole chain, from \`build\` on)`,
    );
    expect(compare([test_, ship, { ...added, run: 3 }])[0]).toContain(`docs: ${REJECTED} (run 3: the tree of`);
    expect(compare([test_, ship, added], again)).toContain('docs: will be added');
  });
});

describe('a task that becomes ephemeral, or was', () => {
  const ephemeral = { ...build, ephemeral: { size: '1Gi' } };
  const moves = 'moves to claim `git-repo-pvc-build`';

  test('a task that becomes ephemeral leaves its claim', () => {
    expect(compareLists([build], [ephemeral])).toEqual([
      'git-repo-pvc-build: will be left in the cluster (`npm run apply` does not delete it)',
      `build: ${DEFERRED} (\`ephemeral\`; set \`"run":2\`)`,
    ]);
    expect(taskLines([build], [{ ...ephemeral, ...again }])).toEqual(['build: will run again (run 1 -> 2)']);
  });

  test('a task that was ephemeral has no tree for new child tasks', () => {
    expect(taskLines([ephemeral], [build])).toEqual([
      `build: ${DEFERRED} (${moves}; set \`"run":2\`, and increase \`run\` for the whole chain; ${FAILS})`,
    ]);
    expect(taskLines([ephemeral], [build, test_])[0]).toBe(
      `test: ${REJECTED} (new task: the tree of \`build\` is not on claim \`git-repo-pvc-build\`; increase \`run\` for the whole chain, from \`build\` on)`,
    );
    expect(taskLines([ephemeral], [{ ...build, ...again }, test_])).toEqual([
      `build: will run again (run 1 -> 2, ${moves})`,
      'test: will be added',
    ]);
  });
});

test('a chain that moves to another claim, and a task whose input does not run again', () => {
  const report = { ...test_, taskId: 'report', inputs: ['lint'] };
  const list = (existingClaim: string, runs: Record<string, number> = {}): object[] =>
    [{ ...build, existingClaim }, { ...test_, taskId: 'lint' }, report].map((task) => ({
      ...task,
      run: runs[task.taskId] ?? 1,
    }));
  const moves = 'run 1 -> 2, moves to claim `b`';
  const compare = (runs: Record<string, number>): string[] => compareLists(list('a'), list('b', runs));
  expect(compare({ build: 2, report: 2 })).toContain(
    `report: ${REJECTED} (${moves}: the tree of \`lint\` is not on claim \`b\`; increase \`run\` for the whole chain, from \`lint\` on)`,
  );
  expect(compare({ report: 2 })).toContain(
    `report: ${REJECTED} (${moves}: the tree of \`build\` is not on claim \`b\`; increase \`run\` for the whole chain, from \`build\` on)`,
  );
  expect(compare({ build: 2, lint: 2, report: 2 })).toEqual(
    ['build', 'lint', 'report'].map((task) => `${task}: will run again (${moves})`),
  );
});

test('a task that moves to another chain', () => {
  const inDocs = { ...test_, parentTaskId: 'docs' };
  const moves = 'root `build` -> `docs`, parent `build` -> `docs`, moves to claim `git-repo-pvc-docs`';
  expect(compareLists([build, test_, docs], [build, inDocs, docs])).toEqual([
    `test: ${DEFERRED} (${moves}; set \`"run":2\` to run it in its new chain; ${FAILS})`,
  ]);
  expect(compareLists([build, test_, docs], [build, { ...inDocs, ...again }, docs])).toEqual([
    `test: will run again (run 1 -> 2, ${moves})`,
  ]);
  expect(compareLists([build, test_, ship, docs], [build, inDocs, { ...ship, ...again }, docs])).toEqual([
    `ship: ${REJECTED} (run 1 -> 2, root \`build\` -> \`docs\`, moves to claim \`git-repo-pvc-docs\`: ` +
      'the tree of `test` is not on claim `git-repo-pvc-docs`; increase `run` for the whole chain, from `test` on)',
    `test: ${DEFERRED} (${moves}; set \`"run":2\` to run it in its new chain; ${FAILS})`,
  ]);
});

test('a task that moves to another chain on the same claim', () => {
  const list = (parentTaskId: string, run?: number): object => ({
    repositories: { web: { url: URL } },
    tasks: [
      ...['build', 'docs'].map((taskId) => ({ taskId, repository: 'web', image })),
      { ...test_, parentTaskId },
      { ...ship, run },
    ],
  });
  const moves = 'root `build` -> `docs`, parent `build` -> `docs`';
  expect(compareLists(list('build'), list('docs', 2))).toEqual([
    'ship: will run again (run 1 -> 2, root `build` -> `docs`)',
    `test: ${DEFERRED} (${moves}; set \`"run":2\` to run it in its new chain)`,
  ]);
});

test('with Argo CD, a task that moves to another chain without a new run', () => {
  const list = (...tasks: object[]): object => ({ namespace: 'jobs', argoCd: { repoURL: URL }, tasks });
  const inDocs = { ...test_, parentTaskId: 'docs' };
  const moves = 'root `build` -> `docs`, parent `build` -> `docs`, moves to claim `git-repo-pvc-docs`';
  expect(compareLists(list(build, test_, docs), list(build, inDocs, docs))).toEqual([
    `test: ${REJECTED} (${moves}: Argo CD can delete its Job and create it again, and the task then runs again or fails; set \`"run":2\`)`,
  ]);
  expect(compareLists(list(build, test_, docs), list(build, { ...inDocs, ...again }, docs))).toEqual([
    `test: will run again (run 1 -> 2, ${moves})`,
  ]);
});

test('a root task that becomes a child', () => {
  const child = { ...docs, repoUrl: undefined, parentTaskId: 'build' };
  expect(taskLines([build, docs], [build, child])).toEqual([
    `docs: ${DEFERRED} (root \`docs\` -> \`build\`, parent none -> \`build\`, moves to claim \`git-repo-pvc-build\`; set \`"run":2\` to run it in its new chain; ${FAILS})`,
  ]);
});

test('a chain whose root gets another ID', () => {
  const make = { ...build, taskId: 'make' };
  const child = { ...test_, parentTaskId: 'make' };
  const moves = 'root `build` -> `make`, parent `build` -> `make`, moves to claim `git-repo-pvc-make`';
  const removed = [
    'build: will be left in the cluster (`npm run apply` does not delete its Job)',
    'git-repo-pvc-build: will be left in the cluster (`npm run apply` does not delete it)',
  ];
  expect(compareLists([build, test_, ship], [make, { ...child, ...again }, { ...ship, ...again }])).toEqual([
    ...removed,
    'ship: will run again (run 1 -> 2, root `build` -> `make`, moves to claim `git-repo-pvc-make`)',
    `test: will run again (run 1 -> 2, ${moves})`,
    'make: will be added',
  ]);
  expect(compareLists([build, test_, ship], [make, child, { ...ship, ...again }])).toEqual([
    ...removed,
    `ship: ${REJECTED} (run 1 -> 2, root \`build\` -> \`make\`, moves to claim \`git-repo-pvc-make\`: ` +
      'the tree of `test` is not on claim `git-repo-pvc-make`; increase `run` for the whole chain, from `test` on)',
    `test: ${DEFERRED} (${moves}; set \`"run":2\` to run it in its new chain; ${FAILS})`,
    'make: will be added',
  ]);
});

test('a task that cannot run makes no later task stay on an earlier result', () => {
  const list = (existingClaim: string, run?: number): object[] => [
    { ...build, existingClaim },
    { ...test_, run },
    ship,
  ];
  expect(taskLines(list('a'), list('b', 2)).join('\n')).not.toContain('an earlier task of the chain');
});

test('other edits of a task that moves are listed, and what follows from the claim is not', () => {
  const [before, after] = ['a', 'b'].map((existingClaim) => [{ ...build, existingClaim }]);
  expect(compareLists(before, [{ ...after![0]!, ref: 'v1', pvcAccessMode: 'ReadWriteMany' }])).toEqual([
    `build: ${DEFERRED} (moves to claim \`b\`, \`pvcAccessMode\`, ref none -> \`v1\`; set \`"run":2\`, and increase \`run\` for the whole chain; ${FAILS})`,
  ]);
});

test('tasks of a chain that moves share a row of the table', () => {
  const list = (existingClaim: string): object[] => [{ ...build, existingClaim }, test_, ship];
  expect(toMarkdown(comparisonOf(list('a'), list('b')))).toContain(
    `\n| \`build\`, \`ship\`, \`test\` | ${DEFERRED.replace('was', 'were')} | moves to claim \`b\`; `,
  );
});

describe('a new run starts if the tree that it needs is on its claim, and is reported to start only then', () => {
  const IDS = ['a', 'b', 'c', 'd', 'e'];
  const task = fc.record({
    parent: fc.nat({ max: 5 }),
    claim: fc.nat({ max: 3 }),
    run: fc.integer({ min: 1, max: 2 }),
    inputs: fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 2 }),
  });
  const version = fc.record({
    tasks: fc.array(task, { minLength: IDS.length, maxLength: IDS.length }),
    repository: fc.constantFrom('web', 'site'),
    omitted: fc.constantFrom(...IDS, 'none'),
  });
  type Version = typeof version extends fc.Arbitrary<infer T> ? T : never;

  /** Returns a list of up to five tasks. A parent has a smaller ID, so that there are no cycles. */
  function toJson({ tasks, repository, omitted }: Version, runs: readonly number[]): unknown {
    const kept = IDS.filter((id) => id !== omitted);
    const parentOf = (index: number): number | undefined => {
      const { parent } = tasks[index]!;
      return parent < index && IDS[parent] !== omitted ? parent : undefined;
    };
    const rootOf = (index: number): number => {
      const parent = parentOf(index);
      return parent === undefined ? index : rootOf(parent);
    };
    return {
      repositories: { [repository]: { url: URL } },
      tasks: kept.map((taskId) => {
        const index = IDS.indexOf(taskId);
        const { parent, claim, inputs } = tasks[index]!;
        const common = { taskId, image, run: runs[index] };
        if (parentOf(index) !== undefined) {
          const isPossible = (input: number): boolean =>
            input < index && input !== parent && IDS[input] !== omitted && rootOf(input) === rootOf(index);
          return { ...common, parentTaskId: IDS[parent], inputs: inputs.filter(isPossible).map((input) => IDS[input]) };
        }
        if (claim === 0) return { ...common, repository };
        return { ...common, repoUrl: URL, ...(claim === 1 ? {} : { existingClaim: `claim-${claim}` }) };
      }),
    };
  }

  interface Job {
    kind: string;
    metadata: { name: string; labels: Record<string, string> };
    spec: {
      template: {
        spec: {
          initContainers: [{ env: { name: string; value?: string }[] }];
          volumes: { persistentVolumeClaim?: { claimName: string } }[];
        };
      };
    };
  }

  /** What the init container of a Job writes on the claim, and the trees that it needs there. */
  function workspaceOf({ metadata, spec }: Job): { task: string; name: string; tree: string; needed: string[] } {
    const { initContainers, volumes } = spec.template.spec;
    const claim = volumes.find(({ persistentVolumeClaim }) => persistentVolumeClaim)!.persistentVolumeClaim!.claimName;
    const variable = (key: string): string => initContainers[0].env.find(({ name }) => name === key)?.value ?? '';
    const inputs = variable('INPUTS').split(' ');
    const needed = [variable('PARENT_TREE'), ...inputs.map((input) => input.replace(/.*=/, ''))].filter(Boolean);
    return {
      task: metadata.labels['task-id']!,
      name: metadata.name,
      tree: `${claim}/${variable('TREE')}`,
      needed: needed.map((tree) => `${claim}/${tree}`),
    };
  }

  function workspacesOf(json: unknown): ReturnType<typeof workspaceOf>[] {
    const objects = [...synthesize(listOf(json))].flatMap((manifest) => manifest.objects as Job[]);
    return objects.filter(({ kind }) => kind === 'Job').map(workspaceOf);
  }

  test('for any change of chains, claims and runs', () => {
    let rejectedCount = 0;
    const property = fc.property(version, version, (from, to) => {
      const runs = from.tasks.map(({ run }) => run);
      const before = toJson(from, runs);
      const after = toJson(
        to,
        runs.map((run, index) => run + to.tasks[index]!.run - 1),
      );
      const jobs = new Set(workspacesOf(before).map(({ name }) => name));
      const trees = new Set(workspacesOf(before).map(({ tree }) => tree));
      const expected: Record<string, boolean> = {};
      for (const { task: id, name, tree, needed } of workspacesOf(after)) {
        if (jobs.has(name)) continue;
        expected[id] = needed.every((one) => trees.has(one));
        if (expected[id]) trees.add(tree);
        else rejectedCount++;
      }

      const snapshots = [before, after].map((json) => takeSnapshot(synthesize(listOf(json))));
      const changes = compareSnapshots(snapshots[0]!, snapshots[1]!);
      const reported = (kinds: readonly ChangeKind[]): string[] =>
        changes.filter(({ kind, object }) => object === 'task' && kinds.includes(kind)).map(({ subject }) => subject);
      const tasksThat = (start: boolean): string[] => Object.keys(expected).filter((id) => expected[id] === start);
      expect(reported(['added', 'rerun']).sort()).toEqual(tasksThat(true).sort());
      expect(reported(['rejected']).sort()).toEqual(tasksThat(false).sort());
    });
    fc.assert(property, { numRuns: 100 });
    expect(rejectedCount).toBeGreaterThan(10);
  });
});
