import { rmSync } from 'node:fs';
import { compareWithCommit, toText } from '../../lib/compare';
import { synthesize } from '../../main';
import { Checkout } from '../support/checkout';
import { listOf } from '../support/list';
import { compareLists, comparisonOf } from './support/compare-lists';

const repoURL = 'https://example.com/gitops.git';
const image = 'alpine:3';
const build = { taskId: 'build', repoUrl: 'https://example.com/app.git', image };
const test_ = { taskId: 'test', parentTaskId: 'build', image };
const scratch = { ...build, taskId: 'scratch', keepClaim: false };
const inArgoCd = (tasks: readonly object[], fields: object = {}): object => ({
  namespace: 'jobs',
  argoCd: { repoURL },
  tasks,
  ...fields,
});

describe('a chain that is removed from the list', () => {
  test('is deleted by Argo CD, with its claim if the list says so', () => {
    expect(compareLists(inArgoCd([build, test_, scratch]), inArgoCd([build]))).toEqual([
      'git-repo-pvc-scratch: will be deleted (with all working trees on it)',
      'scratch: will be deleted',
      'test: will be deleted',
    ]);
    expect(compareLists(inArgoCd([build, scratch]), inArgoCd([scratch]))).toEqual([
      'build: will be deleted',
      'git-repo-pvc-build: will be left in the cluster (Argo CD does not delete it)',
    ]);
  });

  test('stays in the cluster without Argo CD', () => {
    expect(compareLists([build, scratch], [build])).toEqual([
      'git-repo-pvc-scratch: will be left in the cluster (`npm run apply` does not delete it)',
      'scratch: will be left in the cluster (`npm run apply` does not delete its Job)',
    ]);
  });
});

describe('another namespace', () => {
  const NEEDS =
    'they start there from new clones, on new claims. The Secrets and existing claims that they use must be there, too.';

  test('with Argo CD, which deletes the Jobs in the earlier one', () => {
    const tasks = [build, { ...test_, run: 3 }, scratch];
    expect(compareLists(inArgoCd(tasks), inArgoCd(tasks, { namespace: 'tasks' }))).toEqual([
      'build: will be deleted (in namespace `jobs`)',
      'git-repo-pvc-scratch: will be deleted (in namespace `jobs`: with all working trees on it)',
      'scratch: will be deleted (in namespace `jobs`)',
      'test: will be deleted (in namespace `jobs`)',
      'git-repo-pvc-build: will be left in the cluster (in namespace `jobs`: Argo CD does not delete it)',
      'build: will be added (in namespace `tasks`)',
      'scratch: will be added (in namespace `tasks`)',
      'test: will be added (in namespace `tasks`, run 3)',
      `All tasks move from namespace \`jobs\` to namespace \`tasks\`: ${NEEDS}`,
      'Argo CD deletes nothing in namespace `jobs` if the AppProject no longer allows this namespace.',
      'The ApplicationSet `keruta` changes: apply it with kubectl.',
    ]);
  });

  test('without Argo CD, where nothing deletes them', () => {
    const list = (namespace?: string): object => ({ namespace, tasks: [build, test_] });
    expect(compareLists(list(), list('jobs'))).toEqual([
      "build: will be left in the cluster (in kubectl's current namespace: `npm run apply` does not delete its Job)",
      "git-repo-pvc-build: will be left in the cluster (in kubectl's current namespace: `npm run apply` does not delete it)",
      "test: will be left in the cluster (in kubectl's current namespace: `npm run apply` does not delete its Job)",
      'build: will be added (in namespace `jobs`)',
      'test: will be added (in namespace `jobs`)',
      `All tasks move from kubectl's current namespace to namespace \`jobs\`: ${NEEDS}`,
    ]);
  });

  test('from now on with Argo CD, which does not know the earlier objects', () => {
    expect(compareLists({ namespace: 'old', tasks: [build] }, inArgoCd([build])).slice(0, 3)).toEqual([
      'build: will be left in the cluster (in namespace `old`: `npm run apply` does not delete its Job)',
      'git-repo-pvc-build: will be left in the cluster (in namespace `old`: `npm run apply` does not delete it)',
      'build: will be added (in namespace `jobs`)',
    ]);
  });

  test('is counted with the deletions first', () => {
    const text = toText(comparisonOf(inArgoCd([build, test_]), inArgoCd([build, test_], { namespace: 'tasks' })));
    expect(text).toMatch(/\): 2 tasks will be deleted; 1 claim will be left in the cluster; 2 tasks will be added\.\n/);
  });
});

describe('another cluster', () => {
  const inCluster = (destination: object, namespace = 'jobs'): object =>
    inArgoCd([scratch], { namespace, argoCd: { repoURL, destination } });

  test('keeps everything in the earlier one', () => {
    const before = inCluster({ server: 'https://one.example.com' });
    const place = 'in namespace `jobs` of cluster `https://one.example.com`';
    for (const namespace of ['jobs', 'tasks']) {
      expect(compareLists(before, inCluster({ server: 'https://two.example.com' }, namespace))).toEqual([
        `git-repo-pvc-scratch: will be left in the cluster (${place}: Argo CD does not delete it)`,
        `scratch: will be left in the cluster (${place}: Argo CD does not delete its Job)`,
        `scratch: will be added (in namespace \`${namespace}\` of cluster \`https://two.example.com\`)`,
        expect.stringMatching(/^All tasks move from namespace `jobs` of cluster `https:\/\/one\.example\.com` to /),
        'The ApplicationSet `keruta` changes: apply it with kubectl.',
      ]);
    }
    expect(compareLists(inCluster({ name: 'one' }), inCluster({ name: 'two' }))[1]).toContain('of cluster `one`: Argo');
  });

  test('may be the same one, if one has a URL and one has a name', () => {
    const after = inCluster({ server: 'https://one.example.com' });
    expect(compareLists(inCluster({ name: 'one' }), after)).toEqual([
      'The ApplicationSet `keruta` changes: apply it with kubectl.',
    ]);
  });
});

test('a list that the commit does not have is compared with its dist/, whose tasks are deleted', () => {
  const checkout = new Checkout();
  const tasks = Array.from({ length: 12 }, (_, index) => ({ ...test_, taskId: `t${index}` }));
  checkout.synth(inArgoCd([build, ...tasks]));
  rmSync(checkout.file);
  checkout.commit();
  const other = inArgoCd([{ ...build, taskId: 'other' }], { namespace: 'others' });
  const text = toText(compareWithCommit(listOf(other), { ...checkout, ref: 'HEAD', synthesize }));
  expect(text).toMatch(
    /\): 13 tasks will be deleted; 1 claim will be left in the cluster; 1 task will be added\.\nbuild: will be deleted/,
  );
  checkout.remove();
});

test('what an upgrade rejects comes after the deletions', () => {
  const checkout = new Checkout();
  checkout.synth([build, test_]);
  const path = 'dist/tasks/build/build.k8s.yaml';
  checkout.write(path, checkout.read(path).replace('storage: 1Gi', 'storage: 2Gi')).commit();
  const { changes } = compareWithCommit(listOf([{ ...build, run: 2 }]), { ...checkout, ref: 'HEAD', synthesize });
  expect(changes.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
    'orphaned test',
    'rejected git-repo-pvc-build',
    'rerun build',
  ]);
  checkout.remove();
});
