import { compareLists } from './support/compare-lists';

const URL = 'https://example.com/app.git';
const build = { taskId: 'build', repoUrl: URL, image: 'alpine:3' };
const test_ = { taskId: 'test', parentTaskId: 'build', image: 'alpine:3' };
const ship = { taskId: 'ship', parentTaskId: 'test', image: 'alpine:3' };
const docs = { taskId: 'docs', repoUrl: URL, image: 'alpine:3' };
const DEFERRED = 'was edited but will not run until "run" is increased';
const OUTDATED = 'will not run again although an earlier task of the chain will';
const WEB = { url: 'https://example.com/web.git' };

describe('tasks', () => {
  test('nothing changes if only the order of the list changes, or defaults are written out', () => {
    const after = {
      defaults: { image: 'alpine:3', retry: 'clean' },
      tasks: [ship, docs, { ...test_, run: 1 }, { ...build, image: undefined }],
    };
    expect(compareLists([build, test_, ship, docs], after)).toEqual([]);
  });

  test('added and removed tasks', () => {
    expect(compareLists([build, test_], [build, { ...ship, parentTaskId: 'build' }, { ...docs, run: 3 }])).toEqual([
      'test: will be left in the cluster (`npm run apply` does not delete its Job)',
      'docs: will be added (run 3)',
      'ship: will be added',
    ]);
  });

  test('a task with a new run, and the tasks that start from its result', () => {
    expect(compareLists([build, test_, ship, docs], [{ ...build, run: 2 }, test_, ship, docs])).toEqual([
      'build: will run again (run 1 -> 2)',
      `ship: ${OUTDATED} (\`build\`; set \`"run":2\` to run this task too)`,
      `test: ${OUTDATED} (\`build\`; set \`"run":2\` to run this task too)`,
    ]);
    expect(
      compareLists([build, test_, ship], [{ ...build, run: 2 }, { ...test_, run: 4, image: 'alpine:4' }, ship]),
    ).toEqual([
      'build: will run again (run 1 -> 2)',
      'test: will run again (run 1 -> 4)',
      `ship: ${OUTDATED} (\`test\`; set \`"run":2\` to run this task too)`,
    ]);
  });

  test('a task with the highest run, which needs another ID to run again', () => {
    const last = { ...test_, run: 999 };
    expect(compareLists([build, last], [{ ...build, run: 2 }, last])).toEqual([
      'build: will run again (run 1 -> 2)',
      `test: ${OUTDATED} (\`build\`; set another \`"taskId"\` to run this task too)`,
    ]);
  });

  test('a new run that removes trees of earlier runs', () => {
    const changeOf = (keepRuns: number | undefined, from: number, to: number): string[] =>
      compareLists([{ ...docs, keepRuns, run: from }], [{ ...docs, keepRuns, run: to }]);
    const REMOVES = (kept: number): string => `, removes all but the newest ${kept} trees of the task`;
    expect(changeOf(undefined, 5, 6)).toEqual(['docs: will run again (run 5 -> 6)']);
    expect(changeOf(2, 5, 6)).toEqual([`docs: will run again (run 5 -> 6${REMOVES(2)})`]);
    expect(changeOf(1, 5, 6)).toEqual([`docs: will run again (run 5 -> 6${REMOVES(2)})`]);
    expect(changeOf(1, 1, 2)).toEqual(['docs: will run again (run 1 -> 2)']);
    expect(changeOf(3, 2, 9)).toEqual(['docs: will run again (run 2 -> 9)']);
    expect(changeOf(3, 3, 9)).toEqual([`docs: will run again (run 3 -> 9${REMOVES(3)})`]);
    const moved = { ...docs, keepRuns: 1, existingClaim: 'other', run: 6 };
    expect(compareLists([{ ...docs, keepRuns: 1, run: 5 }], [moved])[0]).not.toContain('removes');
  });

  test('an edit of a pod without a new run', () => {
    const edited = {
      ...test_,
      run: 2,
      image: 'alpine:4',
      env: { A: 'b' },
      labels: { team: 'web' },
      priorityClassName: 'low',
    };
    expect(compareLists([build, { ...test_, run: 2 }, ship], [build, edited, ship])).toEqual([
      `test: ${DEFERRED} (\`env.A\`, image \`alpine:3\` -> \`alpine:4\`, priorityClassName none -> \`low\`; set \`"run":3\`)`,
      'test: will change at once (`labels.team` none -> `web`; its pods keep the earlier labels until "run" is increased)',
    ]);
    expect(compareLists([build, test_], [{ ...build, ref: 'v1' }, test_])).toEqual([
      `build: ${DEFERRED} (ref none -> \`v1\`; set \`"run":2\`)`,
    ]);
  });

  test('an edit of a task whose parent runs again', () => {
    expect(
      compareLists(
        [build, test_],
        [
          { ...build, run: 2 },
          { ...test_, image: 'alpine:4' },
        ],
      ),
    ).toEqual([
      'build: will run again (run 1 -> 2)',
      `test: ${DEFERRED} (image \`alpine:3\` -> \`alpine:4\`; set \`"run":2\`)`,
      `test: ${OUTDATED} (\`build\`; set \`"run":2\` to run this task too)`,
    ]);
  });

  test('an edit of the defaults', () => {
    const list = (image: string): object => ({ defaults: { image }, tasks: [{ ...build, image: undefined }, docs] });
    expect(compareLists(list('alpine:3'), list('alpine:4'))).toEqual([
      `build: ${DEFERRED} (image \`alpine:3\` -> \`alpine:4\`; set \`"run":2\`)`,
    ]);
  });

  test('labels change on the Job and not on its pods', () => {
    expect(compareLists([build], [{ ...build, labels: { team: 'web' }, backoffLimit: 0 }])).toEqual([
      'build: will change at once (`labels.team` none -> `web`, backoffLimit 4 -> 0; its pods keep the earlier labels until "run" is increased)',
    ]);
  });

  test('a task that may fail, or no longer may', () => {
    const allowed = { ...build, allowFailure: true };
    expect(compareLists([build], [allowed])).toEqual([
      'build: will change at once (allowFailure none -> `true`; if the task has failed, it no longer blocks its children)',
    ]);
    expect(compareLists([allowed], [build])).toEqual([
      'build: will change at once (allowFailure `true` -> none; if the task has failed, it blocks its children again)',
    ]);
  });

  test('equal quantities in other units are no edit', () => {
    const list = (memory: string, cpu: string, tmpSize: string): object[] => [
      { ...build, resources: { limits: { memory, cpu } }, gitResources: { requests: { memory } }, tmpSize },
    ];
    expect(compareLists(list('1Gi', '0.5', '1Gi'), list('1024Mi', '500m', '1073741824'))).toEqual([]);
    expect(compareLists(list('1Gi', '0.5', '1Gi'), list('1G', '500m', '1Gi'))).toEqual([
      `build: ${DEFERRED} (\`resources.limits.memory\` \`1Gi\` -> \`1G\`, \`gitResources.requests.memory\` \`1Gi\` -> \`1G\`; set \`"run":2\`)`,
    ]);
  });

  test('fields that Kubernetes changes in a Job that exists', () => {
    expect(compareLists([build], [{ ...build, backoffLimit: 0, activeDeadlineSeconds: 60 }])).toEqual([
      'build: will change at once (activeDeadlineSeconds 21600 -> 60, backoffLimit 4 -> 0)',
    ]);
  });

  test('a lower run', () => {
    expect(compareLists([{ ...build, run: 3 }, test_], [{ ...build, run: 2 }, test_])).toEqual([
      'build: cannot be changed this way (run 3 -> 2: "run" can only be increased; to run the task again, set `"run":4`)',
    ]);
  });

  describe('inputs', () => {
    const lint = { ...test_, taskId: 'lint' };
    const scan = { ...test_, taskId: 'scan' };
    const report = { ...test_, taskId: 'report', inputs: ['lint', 'test'] };

    test('that are added, removed or replaced without a new run', () => {
      const tasks = [build, lint, scan, test_];
      const changesOf = (from?: string[], to?: string[]): string[] =>
        compareLists([...tasks, { ...report, inputs: from }], [...tasks, { ...report, inputs: to }]);
      const wave = (from: number, to: number): string => `report: will change at once (sync wave ${from} -> ${to})`;
      expect(changesOf(undefined, ['lint'])).toEqual([
        `report: ${DEFERRED} (inputs none -> \`lint\`; set \`"run":2\`)`,
        wave(1, 2),
      ]);
      expect(changesOf(['lint'], ['scan', 'lint'])).toEqual([
        `report: ${DEFERRED} (inputs \`lint\` -> \`lint,scan\`; set \`"run":2\`)`,
      ]);
      expect(changesOf(['test'], [])).toEqual([
        `report: ${DEFERRED} (inputs \`test\` -> none; set \`"run":2\`)`,
        wave(2, 1),
      ]);
    });

    test('in another order are no change', () => {
      const tasks = [build, lint, test_];
      expect(compareLists([...tasks, report], [...tasks, { ...report, inputs: ['test', 'lint'] }])).toEqual([]);
    });

    test('with a new run', () => {
      const tasks = [build, lint, test_];
      expect(compareLists([...tasks, report], [...tasks, { ...report, run: 2, inputs: ['lint'] }])).toEqual([
        'report: will run again (run 1 -> 2, inputs `lint,test` -> `lint`)',
      ]);
    });

    test('with other edits', () => {
      const tasks = [build, lint, test_];
      const edited = { ...report, inputs: ['lint'], mountPath: '/work', env: { INPUTS: 'a' } };
      expect(compareLists([...tasks, report], [...tasks, edited])).toEqual([
        `report: ${DEFERRED} (inputs \`lint,test\` -> \`lint\`, \`env.INPUTS\`, mountPath \`/git-repo\` -> \`/work\`; set \`"run":2\`)`,
      ]);
    });

    test('that run again make the tasks that read them outdated', () => {
      const publish = { ...ship, taskId: 'publish', parentTaskId: 'report' };
      expect(
        compareLists([build, lint, test_, report, publish], [build, { ...lint, run: 2 }, test_, report, publish]),
      ).toEqual([
        'lint: will run again (run 1 -> 2)',
        `publish: ${OUTDATED} (\`lint\`; set \`"run":2\` to run this task too)`,
        `report: ${OUTDATED} (\`lint\`; set \`"run":2\` to run this task too)`,
      ]);
    });

    test('that run again, and a new run of the task that reads them', () => {
      const after = [build, { ...lint, run: 2 }, test_, { ...report, run: 2 }];
      expect(compareLists([build, lint, test_, report], after)).toEqual([
        'lint: will run again (run 1 -> 2)',
        'report: will run again (run 1 -> 2)',
      ]);
    });

    test('that run again and are removed from the inputs', () => {
      const after = [build, { ...lint, run: 2 }, test_, { ...report, inputs: ['test'] }];
      expect(compareLists([build, lint, test_, report], after)).toEqual([
        'lint: will run again (run 1 -> 2)',
        `report: ${DEFERRED} (inputs \`lint,test\` -> \`test\`; set \`"run":2\`)`,
      ]);
    });
  });

  test('another parent', () => {
    expect(compareLists([build, test_, ship], [build, test_, { ...ship, parentTaskId: 'build' }])).toEqual([
      `ship: ${DEFERRED} (parent \`test\` -> \`build\`; set \`"run":2\`)`,
      'ship: will change at once (sync wave 2 -> 1)',
    ]);
  });
});

describe('claims', () => {
  const claim = (fields: object): object[] => [{ ...build, ...fields }];

  test.each([
    ['an equal size in another unit', { pvcStorageSize: '1Gi' }, { pvcStorageSize: '1024Mi' }, []],
    [
      'a larger size',
      { pvcStorageSize: '900Mi' },
      { pvcStorageSize: '1Gi' },
      [
        'git-repo-pvc-build: will change at once (pvcStorageSize `900Mi` -> `1Gi`, if the storage class allows volume expansion)',
      ],
    ],
    [
      'a smaller size',
      { pvcStorageSize: '1Gi' },
      { pvcStorageSize: '1G' },
      ['git-repo-pvc-build: cannot be changed this way (pvcStorageSize `1Gi` -> `1G`: a claim cannot shrink)'],
    ],
    [
      'another storage class',
      { pvcStorageClass: 'fast' },
      {},
      [
        "git-repo-pvc-build: cannot be changed this way (pvcStorageClass `fast` -> the cluster's default: immutable after creation)",
      ],
    ],
    [
      'keepClaim: false',
      {},
      { keepClaim: false },
      [
        'git-repo-pvc-build: will change at once (keepClaim true -> false: Argo CD will delete it when it leaves the list)',
      ],
    ],
    [
      'keepClaim: true',
      { keepClaim: false },
      { keepClaim: true },
      [
        'git-repo-pvc-build: will change at once (keepClaim false -> true: Argo CD will keep it when it leaves the list)',
      ],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(compareLists(claim(before), claim(after))).toEqual(expected);
  });

  test('another access mode', () => {
    expect(compareLists(claim({}), claim({ pvcAccessMode: 'ReadWriteMany' }))[0]).toBe(
      'git-repo-pvc-build: cannot be changed this way (pvcAccessMode `ReadWriteOnce` -> `ReadWriteMany`: immutable after creation)',
    );
  });

  test('the claim of a repository', () => {
    const list = (repository: object): object => ({
      repositories: { web: { ...WEB, ...repository } },
      tasks: [{ taskId: 'a', repository: 'web', image: 'alpine:3' }],
    });
    expect(compareLists(list({}), list({ pvcStorageSize: '2Gi', ref: 'v1' }))).toEqual([
      `a: ${DEFERRED} (ref none -> \`v1\`; set \`"run":2\`)`,
      'git-repo-pvc-web: will change at once (pvcStorageSize `1Gi` -> `2Gi`, if the storage class allows volume expansion)',
    ]);
  });
});

describe('other objects', () => {
  test('the ApplicationSet', () => {
    const list = (argoCd?: object): object => ({ namespace: 'jobs', argoCd, tasks: [build] });
    const argoCd = { repoURL: URL };
    expect(compareLists(list(argoCd), list({ ...argoCd, project: 'web' }))).toEqual([
      'The ApplicationSet `keruta` changes: apply it with kubectl.',
    ]);
    expect(compareLists(list(argoCd), list())).toEqual([
      'The ApplicationSet `keruta` is removed: delete it with kubectl. Argo CD then deletes its Jobs, also running ones.',
    ]);
  });

  test('the objects of a guard', () => {
    const list = (guard?: unknown): object => ({ namespace: 'jobs', argoCd: { repoURL: URL, guard }, tasks: [build] });
    expect(compareLists(list({ quota: { pods: '5' } }), list({ quota: { pods: '6' }, maxClaimSize: '5Gi' }))).toEqual([
      'The ResourceQuota `keruta` changes: apply it with kubectl.',
      'The LimitRange `keruta` changes: apply it with kubectl.',
    ]);
    expect(compareLists(list(true), list())).toEqual([
      'The ApplicationSet `keruta` changes: apply it with kubectl.',
      'The NetworkPolicy `keruta` is removed: delete it with kubectl.',
      'The AppProject `keruta` is removed: delete it with kubectl.',
    ]);
  });
});
