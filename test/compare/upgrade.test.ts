import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareWithCommit, toText } from '../../lib/compare';
import type { Manifest } from '../../lib/output';
import type { TaskList } from '../../lib/task-list';
import { synthesize } from '../../main';
import { Checkout } from '../support/checkout';
import { listOf } from '../support/list';
import { writeFiles } from '../support/write-files';

const build = { taskId: 'build', repoUrl: 'https://example.com/app.git', image: 'alpine:3' };
const test_ = { taskId: 'test', parentTaskId: 'build', image: 'alpine:3' };
const UPGRADE = 'An upgrade of this project changes 3 objects. No task runs again because of it.';
const OTHER_SCRIPTS = 'The workspace scripts or their ConfigMap change in 3 objects. No task runs again because of it.';
const NO_LIST =
  'The commit has no `tasks.json`. Its `dist/` was compared instead: what an upgrade of this project changes is listed as edits.';

interface Job {
  kind: string;
  spec: {
    template: {
      spec: {
        initContainers: [{ command: string[]; volumeMounts: { name: string; mountPath: string }[] }];
        volumes: { name: string; configMap?: object }[];
      };
    };
  };
}

/** Renders a list as a version of the project whose scripts have this hash, or are in the Jobs if there is no hash. */
function versionWith(hash: string | undefined): (list: TaskList) => Manifest[] {
  return (list) => {
    const name = `${list.argoCd?.name ?? 'keruta'}-workspace-${hash?.padEnd(10, '0')}`;
    const manifests = [...synthesize(list)].map(({ path, objects }) => {
      const kept = (JSON.parse(JSON.stringify(objects)) as Job[]).filter(({ kind }) => kind !== 'ConfigMap');
      for (const { spec } of kept.filter(({ kind }) => kind === 'Job')) useScripts(spec.template.spec, hash, name);
      return { path, objects: kept };
    });
    if (hash === undefined) return manifests;
    const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { 'clone.sh': hash } };
    return [...manifests, { path: 'workspace/scripts.k8s.yaml', objects: [configMap] }];
  };
}

function useScripts(pod: Job['spec']['template']['spec'], hash: string | undefined, name: string): void {
  const [init] = pod.initContainers;
  const old = pod.volumes.filter(({ configMap }) => configMap).map((volume) => volume.name);
  pod.volumes = pod.volumes.filter((volume) => !old.includes(volume.name));
  init.volumeMounts = init.volumeMounts.filter((mount) => !old.includes(mount.name));
  init.command = ['/bin/sh', '-c', 'clone'];
  if (hash === undefined) return;
  pod.volumes.unshift({ name: 'scripts', configMap: { name } });
  init.volumeMounts.push({ name: 'scripts', mountPath: `/scripts/${hash}` });
  init.command = ['/bin/sh', `/scripts/${hash}/clone.sh`];
}

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

/** Commits a list and its dist/ as the version with the scripts `hash` renders it. */
function commit(json: unknown, hash: string | undefined): void {
  const list = listOf(json);
  rmSync(join(checkout.folder, 'dist'), { recursive: true, force: true });
  writeFiles(join(checkout.folder, 'dist'), list, versionWith(hash)(list));
  checkout.write('tasks.json', JSON.stringify(json)).commit();
}

/** Compares a list with the last commit, as the version with the scripts `hash` does. */
function compare(json: unknown, hash: string): string[] {
  const options = { ...checkout, ref: 'HEAD', synthesize: versionWith(hash) };
  return toText(compareWithCommit(listOf(json), options))
    .trimEnd()
    .split('\n')
    .slice(1);
}

function removeList(): void {
  rmSync(checkout.file);
  checkout.commit();
}

describe.each([
  ['other scripts', 'aaaa'],
  ['scripts that were in the Jobs', undefined],
])('an upgrade from %s', (_, hash) => {
  test('is one note', () => {
    commit([build, test_], hash);
    expect(compare([build, test_], 'bbbb')).toEqual([UPGRADE]);
  });

  test('is one note if only dist/ can be compared', () => {
    commit([build, test_], hash);
    removeList();
    expect(compare([build, test_], 'bbbb')).toEqual([NO_LIST, OTHER_SCRIPTS]);
  });

  test('does not hide an edit of a task', () => {
    commit([build, test_], hash);
    const edited = [build, { ...test_, image: 'alpine:4' }];
    const edit =
      'test: was edited but will not run until "run" is increased (image `alpine:3` -> `alpine:4`; set `"run":2`)';
    expect(compare(edited, 'bbbb')).toEqual([edit, UPGRADE]);
    removeList();
    expect(compare(edited, 'bbbb')).toEqual([edit, NO_LIST, OTHER_SCRIPTS]);
  });
});

test('another argoCd.name, which renames the ConfigMap, is not an edit of any task', () => {
  const list = (name: string): object => ({
    namespace: 'jobs',
    argoCd: { repoURL: 'https://example.com/gitops.git', name },
    tasks: [build, test_],
  });
  commit(list('one'), 'aaaa');
  expect(compare(list('two'), 'aaaa')).toEqual([
    OTHER_SCRIPTS,
    'The ApplicationSet `one` is removed: delete it with kubectl. Argo CD then deletes its Jobs, also running ones.',
    'The ApplicationSet `two` changes: apply it with kubectl.',
  ]);
});

test('a new default of the pod template is not an edit of any task', () => {
  checkout.synth([build, test_]);
  for (const task of ['build', 'test']) {
    const path = `dist/tasks/build/${task}.k8s.yaml`;
    checkout.write(path, checkout.read(path).replace(/ +nodeSelector:\n.*\n/, ''));
    expect(checkout.read(path)).not.toContain('nodeSelector');
  }
  checkout.commit();
  const options = { ...checkout, ref: 'HEAD', synthesize };
  expect(compareWithCommit(listOf([build, test_]), options)).toMatchObject({
    changes: [],
    notes: ['An upgrade of this project changes 2 objects. No task runs again because of it.'],
  });
});

test('an upgrade that changes the ApplicationSet asks to apply it', () => {
  const list = {
    namespace: 'jobs',
    argoCd: { repoURL: 'https://example.com/gitops.git' },
    tasks: [build],
  };
  commit(list, 'aaaa');
  const path = 'dist/argo-cd/keruta.k8s.yaml';
  checkout.write(path, checkout.read(path).replace('limit: 0', 'limit: 1')).commit();
  expect(compare(list, 'aaaa')).toEqual(['The ApplicationSet `keruta` changes: apply it with kubectl.']);
});
