import { synthesize } from '../../main';
import { compareWithCommit, toText } from '../../lib/compare';
import { Checkout } from '../support/checkout';
import { listOf } from '../support/list';

const URL = 'https://example.com/app.git';
const build = { taskId: 'build', repoUrl: URL, image: 'alpine:3' };
const test_ = { taskId: 'test', parentTaskId: 'build', image: 'alpine:3' };
const ship = { taskId: 'ship', parentTaskId: 'test', image: 'alpine:3' };
const docs = { taskId: 'docs', repoUrl: URL, image: 'alpine:3' };
const DEFERRED = 'was edited but will not run until "run" is increased';
const OUTDATED = 'will not run again although an earlier task of the chain will';
const WEB = { url: 'https://example.com/web.git' };

/** Compares a list with the one before it and returns the lines of the result without the first. */
function comparison(before: unknown, after: unknown): string[] {
  const checkout = new Checkout();
  try {
    checkout.synth(before).commit();
    const text = toText(compareWithCommit(listOf(after), { ...checkout, ref: 'HEAD', synthesize }));
    return text.trimEnd().split('\n').slice(1);
  } finally {
    checkout.remove();
  }
}

describe('tasks', () => {
  test('nothing changes if only the order of the list changes, or defaults are written out', () => {
    const after = {
      defaults: { image: 'alpine:3', retry: 'clean' },
      tasks: [ship, docs, { ...test_, run: 1 }, { ...build, image: undefined }],
    };
    expect(comparison([build, test_, ship, docs], after)).toEqual([]);
  });

  test('added and removed tasks', () => {
    expect(comparison([build, test_], [build, { ...ship, parentTaskId: 'build' }, { ...docs, run: 3 }])).toEqual([
      'docs: will be added (run 3)',
      'ship: will be added',
      'test: will be removed',
    ]);
  });

  test('a task with a new run, and the tasks that start from its result', () => {
    expect(comparison([build, test_, ship, docs], [{ ...build, run: 2 }, test_, ship, docs])).toEqual([
      'build: will run again (run 1 -> 2)',
      `ship: ${OUTDATED} (\`build\`; set \`"run":2\` to run this task too)`,
      `test: ${OUTDATED} (\`build\`; set \`"run":2\` to run this task too)`,
    ]);
    expect(
      comparison([build, test_, ship], [{ ...build, run: 2 }, { ...test_, run: 4, image: 'alpine:4' }, ship]),
    ).toEqual([
      'build: will run again (run 1 -> 2)',
      'test: will run again (run 1 -> 4)',
      `ship: ${OUTDATED} (\`test\`; set \`"run":2\` to run this task too)`,
    ]);
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
    expect(comparison([build, { ...test_, run: 2 }, ship], [build, edited, ship])).toEqual([
      `test: ${DEFERRED} (\`main.env.A\`, \`main.image\`, \`spec.template.spec.priorityClassName\`; set \`"run":3\`)`,
      'test: will change at once (`metadata.labels.team`; its pods keep the earlier labels until "run" is increased)',
    ]);
    expect(comparison([build, test_], [{ ...build, ref: 'v1' }, test_])).toEqual([
      `build: ${DEFERRED} (\`git-clone.env.REF\`; set \`"run":2\`)`,
    ]);
  });

  test('an edit of a task whose parent runs again', () => {
    expect(
      comparison(
        [build, test_],
        [
          { ...build, run: 2 },
          { ...test_, image: 'alpine:4' },
        ],
      ),
    ).toEqual([
      'build: will run again (run 1 -> 2)',
      `test: ${DEFERRED} (\`main.image\`; set \`"run":2\`)`,
      `test: ${OUTDATED} (\`build\`; set \`"run":2\` to run this task too)`,
    ]);
  });

  test('an edit of the defaults', () => {
    const list = (image: string): object => ({ defaults: { image }, tasks: [{ ...build, image: undefined }, docs] });
    expect(comparison(list('alpine:3'), list('alpine:4'))).toEqual([
      `build: ${DEFERRED} (\`main.image\`; set \`"run":2\`)`,
    ]);
  });

  test('labels change on the Job and not on its pods', () => {
    expect(comparison([build], [{ ...build, labels: { team: 'web' }, backoffLimit: 0 }])).toEqual([
      'build: will change at once (`metadata.labels.team`, backoffLimit 4 -> 0; its pods keep the earlier labels until "run" is increased)',
    ]);
  });

  test('equal quantities in other units are no edit', () => {
    const list = (memory: string, cpu: string, tmpSize: string): object[] => [
      { ...build, resources: { limits: { memory, cpu } }, gitResources: { requests: { memory } }, tmpSize },
    ];
    expect(comparison(list('1Gi', '0.5', '1Gi'), list('1024Mi', '500m', '1073741824'))).toEqual([]);
    expect(comparison(list('1Gi', '0.5', '1Gi'), list('1G', '500m', '1Gi'))).toEqual([
      `build: ${DEFERRED} (\`main.resources.limits.memory\`, \`git-clone.resources.requests.memory\`; set \`"run":2\`)`,
    ]);
  });

  test('fields that Kubernetes changes in a Job that exists', () => {
    expect(comparison([build], [{ ...build, backoffLimit: 0, activeDeadlineSeconds: 60 }])).toEqual([
      'build: will change at once (activeDeadlineSeconds 21600 -> 60, backoffLimit 4 -> 0)',
    ]);
  });

  test('a lower run', () => {
    expect(comparison([{ ...build, run: 3 }, test_], [{ ...build, run: 2 }, test_])).toEqual([
      'build: cannot be changed this way (run 3 -> 2: "run" can only be increased; to run the task again, set `"run":4`)',
    ]);
  });

  test('another parent', () => {
    expect(comparison([build, test_, ship], [build, test_, { ...ship, parentTaskId: 'build' }])).toEqual([
      `ship: ${DEFERRED} (parent \`test\` -> \`build\`; set \`"run":2\`)`,
      'ship: will change at once (sync wave 2 -> 1)',
    ]);
  });

  test('another chain', () => {
    expect(comparison([build, test_, docs], [build, { ...test_, parentTaskId: 'docs' }, docs])).toEqual([
      `test: ${DEFERRED} (root \`build\` -> \`docs\`, parent \`build\` -> \`docs\`; set \`"run":2\` to run it in its new chain)`,
    ]);
    expect(comparison([build, test_, docs], [build, { ...test_, parentTaskId: 'docs', run: 2 }, docs])).toEqual([
      'test: will run again (run 1 -> 2, root `build` -> `docs`, parent `build` -> `docs`)',
    ]);
  });

  test('a root task that becomes a child', () => {
    expect(comparison([build, docs], [build, { ...docs, repoUrl: undefined, parentTaskId: 'build' }])[0]).toBe(
      `docs: ${DEFERRED} (root \`docs\` -> \`build\`, parent none -> \`build\`; set \`"run":2\` to run it in its new chain)`,
    );
  });

  test('a root task with another ID', () => {
    expect(
      comparison(
        [build, test_],
        [
          { ...build, taskId: 'make' },
          { ...test_, parentTaskId: 'make' },
        ],
      ),
    ).toEqual([
      expect.stringContaining(`test: ${DEFERRED} (root \`build\` -> \`make\``),
      'make: will be added',
      'build: will be removed',
      'git-repo-pvc-build: will be removed (only from the list; Argo CD keeps the claim)',
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
      ['git-repo-pvc-build: will change at once (storage 900Mi -> 1Gi, if the storage class allows volume expansion)'],
    ],
    [
      'a smaller size',
      { pvcStorageSize: '1Gi' },
      { pvcStorageSize: '1G' },
      ['git-repo-pvc-build: cannot be changed this way (storage 1Gi -> 1G: a claim cannot shrink)'],
    ],
    [
      'another storage class',
      { pvcStorageClass: 'fast' },
      {},
      [
        "git-repo-pvc-build: cannot be changed this way (storage class `fast` -> the cluster's default: immutable after creation)",
      ],
    ],
    [
      'keepClaim: false',
      {},
      { keepClaim: false },
      ['git-repo-pvc-build: will change at once (Argo CD will delete it when it leaves the list)'],
    ],
    [
      'keepClaim: true',
      { keepClaim: false },
      { keepClaim: true },
      ['git-repo-pvc-build: will change at once (Argo CD will keep it when it leaves the list)'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(comparison(claim(before), claim(after))).toEqual(expected);
  });

  test('another access mode', () => {
    expect(comparison(claim({}), claim({ pvcAccessMode: 'ReadWriteMany' }))[0]).toBe(
      'git-repo-pvc-build: cannot be changed this way (access mode ReadWriteOnce -> ReadWriteMany: immutable after creation)',
    );
  });

  test('the claim of a removed chain', () => {
    expect(comparison([build, docs], [docs])).toEqual([
      'build: will be removed',
      'git-repo-pvc-build: will be removed (only from the list; Argo CD keeps the claim)',
    ]);
    expect(comparison([{ ...build, keepClaim: false }, docs], [docs])).toEqual([
      'build: will be removed',
      'git-repo-pvc-build: will be removed (with all working trees on it)',
    ]);
  });

  test('the claim of a repository', () => {
    const list = (repository: object): object => ({
      repositories: { web: { ...WEB, ...repository } },
      tasks: [{ taskId: 'a', repository: 'web', image: 'alpine:3' }],
    });
    expect(comparison(list({}), list({ pvcStorageSize: '2Gi', ref: 'v1' }))).toEqual([
      `a: ${DEFERRED} (\`git-clone.env.REF\`; set \`"run":2\`)`,
      'git-repo-pvc-web: will change at once (storage 1Gi -> 2Gi, if the storage class allows volume expansion)',
    ]);
  });
});

describe('other objects', () => {
  test('another namespace', () => {
    const list = (namespace?: string): object => ({ namespace, tasks: [build, test_] });
    expect(comparison(list(), list('jobs'))).toEqual([
      'build: will be added',
      'test: will be added',
      "The namespace changes from kubectl's current namespace to `jobs`. All tasks run there again, on new claims.",
    ]);
  });

  test('the ApplicationSet', () => {
    const list = (argoCd?: object): object => ({ namespace: 'jobs', argoCd, tasks: [build] });
    const argoCd = { repoURL: URL };
    expect(comparison(list(argoCd), list({ ...argoCd, project: 'web' }))).toEqual([
      'The ApplicationSet `keruta` changes: apply it with kubectl.',
    ]);
    expect(comparison(list(argoCd), list())).toEqual([
      'The ApplicationSet `keruta` is removed: delete it with kubectl.',
    ]);
  });

  test('another namespace with Argo CD', () => {
    const list = (namespace: string): object => ({ namespace, argoCd: { repoURL: URL }, tasks: [build] });
    expect(comparison(list('jobs'), list('tasks'))).toEqual([
      'build: will be added',
      'The namespace changes from `jobs` to `tasks`. All tasks run there again, on new claims.',
      'The ApplicationSet `keruta` changes: apply it with kubectl.',
    ]);
  });
});
