import { synthesize } from '../../main';
import { compareWithCommit, toText } from '../../lib/compare';
import { Checkout } from '../support/checkout';
import { listOf } from '../support/list';

const URL = 'https://example.com/app.git';
const build = { taskId: 'build', repoUrl: URL, image: 'alpine:3' };
const test_ = { taskId: 'test', parentTaskId: 'build', image: 'alpine:3' };
const ship = { taskId: 'ship', parentTaskId: 'test', image: 'alpine:3' };
const docs = { taskId: 'docs', repoUrl: URL, image: 'alpine:3' };
const WEB = { url: 'https://example.com/web.git' };

/** What the comparison says of a list that follows another one, without its first line. */
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
  test('nothing changes with the order of the list, or what is said by default anyway', () => {
    const after = {
      defaults: { image: 'alpine:3', retry: 'clean' },
      tasks: [ship, docs, { ...test_, run: 1 }, { ...build, image: undefined }],
    };
    expect(comparison([build, test_, ship, docs], after)).toEqual([]);
  });

  test('new and gone', () => {
    expect(comparison([build, test_], [build, { ...ship, parentTaskId: 'build' }, { ...docs, run: 3 }])).toEqual([
      'docs: new (run 3)',
      'ship: new',
      'test: gone',
    ]);
  });

  test('a new run, and what stands on the result of the one before', () => {
    expect(comparison([build, test_, ship, docs], [{ ...build, run: 2 }, test_, ship, docs])).toEqual([
      'build: will run again (run 1 -> 2)',
      'ship: on an earlier result (of `build`, unless it has `"run":2`)',
      'test: on an earlier result (of `build`, unless it has `"run":2`)',
    ]);
    expect(
      comparison([build, test_, ship], [{ ...build, run: 2 }, { ...test_, run: 4, image: 'alpine:4' }, ship]),
    ).toEqual([
      'build: will run again (run 1 -> 2)',
      'test: will run again (run 1 -> 4)',
      'ship: on an earlier result (of `test`, unless it has `"run":2`)',
    ]);
  });

  test('an edit of the pod without a new run', () => {
    const edited = {
      ...test_,
      run: 2,
      image: 'alpine:4',
      env: { A: 'b' },
      labels: { team: 'web' },
      priorityClassName: 'low',
    };
    expect(comparison([build, { ...test_, run: 2 }, ship], [build, edited, ship])).toEqual([
      'test: edited without a new run (main.env, main.image, priorityClassName, labels: takes effect only with `"run":3`)',
    ]);
    expect(comparison([build, test_], [{ ...build, ref: 'v1' }, test_])).toEqual([
      'build: edited without a new run (git-clone.env: takes effect only with `"run":2`)',
    ]);
  });

  test('an edit of the pod of a task whose parent runs again', () => {
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
      'test: edited without a new run (main.image: takes effect only with `"run":2`)',
      'test: on an earlier result (of `build`, unless it has `"run":2`)',
    ]);
  });

  test('an edit of the defaults', () => {
    const list = (image: string): object => ({ defaults: { image }, tasks: [{ ...build, image: undefined }, docs] });
    expect(comparison(list('alpine:3'), list('alpine:4'))).toEqual([
      'build: edited without a new run (main.image: takes effect only with `"run":2`)',
    ]);
  });

  test('what takes effect at once', () => {
    expect(comparison([build], [{ ...build, backoffLimit: 0, activeDeadlineSeconds: 60 }])).toEqual([
      'build: takes effect at once (backoffLimit 4 -> 0)',
      'build: takes effect at once (activeDeadlineSeconds 21600 -> 60)',
    ]);
  });

  test('a run that has been', () => {
    expect(comparison([{ ...build, run: 3 }, test_], [{ ...build, run: 2 }, test_])).toEqual([
      'build: refused (run 3 -> 2, which has been: to run it again, give it `"run":4`)',
    ]);
  });

  test('another parent', () => {
    expect(comparison([build, test_, ship], [build, test_, { ...ship, parentTaskId: 'build' }])).toEqual([
      expect.stringMatching(
        /^ship: edited without a new run \(parent `test` -> `build`, .*: takes effect only with `"run":2`\)$/,
      ),
    ]);
  });

  test('another chain', () => {
    expect(comparison([build, test_, docs], [build, { ...test_, parentTaskId: 'docs' }, docs])).toEqual([
      'test: edited without a new run (root `build` -> `docs`, parent `build` -> `docs`: whether it runs there is sure only with `"run":2`)',
    ]);
    expect(comparison([build, test_, docs], [build, { ...test_, parentTaskId: 'docs', run: 2 }, docs])).toEqual([
      'test: will run again (run 1 -> 2, root `build` -> `docs`, parent `build` -> `docs`)',
    ]);
  });

  test('a root that becomes a child', () => {
    expect(comparison([build, docs], [build, { ...docs, repoUrl: undefined, parentTaskId: 'build' }])[0]).toBe(
      'docs: edited without a new run (root `docs` -> `build`, parent none -> `build`: whether it runs there is sure only with `"run":2`)',
    );
  });

  test('a root under another name takes its chain along', () => {
    expect(
      comparison(
        [build, test_],
        [
          { ...build, taskId: 'make' },
          { ...test_, parentTaskId: 'make' },
        ],
      ),
    ).toEqual([
      expect.stringMatching(/^test: edited without a new run \(root `build` -> `make`/),
      'make: new',
      'build: gone',
      'git-repo-pvc-build: gone (only from the list: Argo CD leaves it in the cluster)',
    ]);
  });
});

describe('claims', () => {
  const claim = (fields: object): object[] => [{ ...build, ...fields }];

  test.each([
    ['a size in other words', { pvcStorageSize: '1Gi' }, { pvcStorageSize: '1024Mi' }, []],
    [
      'growth',
      { pvcStorageSize: '900Mi' },
      { pvcStorageSize: '1Gi' },
      ['git-repo-pvc-build: takes effect at once (storage 900Mi -> 1Gi, if its storage class lets claims grow)'],
    ],
    [
      'a smaller size',
      { pvcStorageSize: '1Gi' },
      { pvcStorageSize: '1G' },
      ['git-repo-pvc-build: refused (storage 1Gi -> 1G: a claim never shrinks)'],
    ],
    [
      'another class',
      { pvcStorageClass: 'fast' },
      {},
      ["git-repo-pvc-build: refused (storage class `fast` -> the cluster's default: fixed once a claim is made)"],
    ],
    [
      'to be kept no longer',
      {},
      { keepClaim: false },
      ['git-repo-pvc-build: takes effect at once (from now on deleted when it leaves the list)'],
    ],
    [
      'to be kept',
      { keepClaim: false },
      { keepClaim: true },
      ['git-repo-pvc-build: takes effect at once (from now on kept when it leaves the list)'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(comparison(claim(before), claim(after))).toEqual(expected);
  });

  test('another access mode', () => {
    expect(comparison(claim({}), claim({ pvcAccessMode: 'ReadWriteMany' }))[0]).toBe(
      'git-repo-pvc-build: refused (access mode ReadWriteOnce -> ReadWriteMany: fixed once a claim is made)',
    );
  });

  test('gone with a chain', () => {
    expect(comparison([build, docs], [docs])).toEqual([
      'build: gone',
      'git-repo-pvc-build: gone (only from the list: Argo CD leaves it in the cluster)',
    ]);
    expect(comparison([{ ...build, keepClaim: false }, docs], [docs])).toEqual([
      'build: gone',
      'git-repo-pvc-build: gone (with all trees on it)',
    ]);
  });

  test("a repository's", () => {
    const list = (repository: object): object => ({
      repositories: { web: { ...WEB, ...repository } },
      tasks: [{ taskId: 'a', repository: 'web', image: 'alpine:3' }],
    });
    expect(comparison(list({}), list({ pvcStorageSize: '2Gi', ref: 'v1' }))).toEqual([
      'a: edited without a new run (git-clone.env: takes effect only with `"run":2`)',
      'git-repo-pvc-web: takes effect at once (storage 1Gi -> 2Gi, if its storage class lets claims grow)',
    ]);
  });
});

describe('what is not of a task', () => {
  test('another namespace', () => {
    const list = (namespace?: string): object => ({ namespace, tasks: [build, test_] });
    expect(comparison(list(), list('jobs'))).toEqual([
      'build: new',
      'test: new',
      "The namespace changes from kubectl's to `jobs`: all tasks run anew there, on new claims.",
    ]);
  });

  test('the ApplicationSet', () => {
    const list = (argoCd?: object): object => ({ namespace: 'jobs', argoCd, tasks: [build] });
    const argoCd = { repoURL: URL };
    expect(comparison(list(argoCd), list({ ...argoCd, project: 'web' }))).toEqual([
      'The ApplicationSet `keruta` changes: apply it by hand.',
    ]);
    expect(comparison(list(argoCd), list())).toEqual(['The ApplicationSet `keruta` is gone: delete it by hand.']);
  });
});
