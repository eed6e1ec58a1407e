import { synthesize } from '../../main';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithCommit, toText, type Comparison } from '../../lib/compare';
import { Checkout } from '../support/checkout';
import { listOf } from '../support/list';

const build = { taskId: 'build', repoUrl: 'https://example.com/app.git', image: 'alpine:3' };
const docs = { ...build, taskId: 'docs' };

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

function compare(list: unknown, ref?: string): Comparison {
  return compareWithCommit(listOf(list), { ...checkout, ref, synthesize });
}

function lines(comparison: Comparison): string[] {
  return toText(comparison).trimEnd().split('\n').slice(1);
}

function edit(path: string, from: string | RegExp, to: string): void {
  const file = join(checkout.folder, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

describe('the commit', () => {
  test('is the merge base with origin/HEAD by default', () => {
    const base = checkout.synth([build]).commit();
    checkout.synth([build, docs]).commit();
    checkout.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    checkout.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    checkout.git('checkout', '--quiet', '-b', 'mine', base);
    checkout.synth([{ ...build, run: 2 }]).commit();
    checkout.git('branch', '--force', 'main', 'HEAD');
    expect(toText(compare([{ ...build, run: 2 }]))).toBe(
      `Compared with the merge base with \`origin/HEAD\` (${base.slice(0, 12)}): 1 task will run again.\n` +
        'build: will run again (run 1 -> 2)\n',
    );
  });

  test('is the merge base with main if there is no origin/HEAD', () => {
    const base = checkout.synth([build]).commit();
    checkout.git('checkout', '--quiet', '-b', 'mine');
    checkout.synth([build, docs]).commit();
    expect(compare([build, docs]).base).toBe(`the merge base with \`main\` (${base.slice(0, 12)})`);
  });

  test('may be any revision that git resolves', () => {
    const base = checkout.synth([build]).commit();
    checkout.git('tag', '--annotate', '--message=one', 'v1');
    checkout.synth([build, docs]).commit();
    for (const ref of ['v1', 'HEAD~1', base, 'main^{/all}~1'])
      expect(lines(compare([build, docs], ref))).toEqual(['docs: will be added']);
  });

  test.each(['nope', 'HEAD:dist', '-p', '--output=x', '--all', 'a\nb', ':/nope'])('cannot be %j', (ref) => {
    checkout.synth([build]).commit();
    expect(() => compare([build], ref)).toThrow(`${JSON.stringify(ref)} is not a commit in this repository`);
  });

  test('must be named if there is no default', () => {
    checkout.synth([build]).commit();
    checkout.git('branch', '--move', 'other');
    expect(() => compare([build])).toThrow(
      'the repository has neither origin/HEAD nor main: name the commit to compare with',
    );
    checkout.git('checkout', '--quiet', '--orphan', 'main');
    checkout.synth([docs]).commit();
    checkout.git('checkout', '--quiet', 'other');
    expect(() => compare([build])).toThrow('HEAD and main have no common history: name the commit to compare with');
  });

  test('may be missing in a shallow clone, and the error names the command that fetches it', () => {
    const base = checkout.synth([build]).commit();
    checkout.synth([build, docs]).commit();
    const clone = new Checkout();
    try {
      clone.git('fetch', '--quiet', '--depth=1', `file://${checkout.folder}`, 'main');
      clone.git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
      for (const ref of [undefined, base]) {
        expect(() => compareWithCommit(listOf([build]), { ...clone, ref, synthesize })).toThrow(
          /\. The clone is shallow: fetch its history with "git fetch --unshallow" \(actions\/checkout: fetch-depth: 0\)$/,
        );
      }
    } finally {
      clone.remove();
    }
  });

  test('is an error outside a git repository', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plain-'));
    try {
      expect(() => compareWithCommit(listOf([build]), { file: join(folder, 'tasks.json'), synthesize })).toThrow(
        `${folder} is not in a git repository`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the list of the commit', () => {
  test('may have another name and be in another folder', () => {
    checkout.write('lists/[a] *.json', JSON.stringify([build])).commit();
    const options = { file: join(checkout.folder, 'lists/[a] *.json'), ref: 'HEAD', synthesize };
    expect(lines(compareWithCommit(listOf([build, docs]), options))).toEqual(['docs: will be added']);
  });

  test('names the folder of its manifests', () => {
    const listIn = (path: string, ...tasks: readonly object[]): object => ({
      namespace: 'jobs',
      argoCd: { repoURL: 'https://example.com/gitops.git', path },
      tasks,
    });
    checkout.synth(listIn('apps/old', build));
    mkdirSync(join(checkout.folder, 'apps'));
    renameSync(join(checkout.folder, 'dist'), join(checkout.folder, 'apps/old'));
    checkout.commit();
    edit('apps/old/argo-cd/keruta.k8s.yaml', 'limit: 0', 'limit: 1');
    checkout.commit();
    expect(lines(compare(listIn('apps/new', build, docs), 'HEAD'))).toEqual([
      'docs: will be added',
      'The ApplicationSet `keruta` changes: apply it with kubectl.',
    ]);
    rmSync(checkout.file);
    checkout.commit();
    const options = { ...checkout, output: join(checkout.folder, 'apps/old'), ref: 'HEAD', synthesize };
    expect(lines(compareWithCommit(listOf(listIn('apps/other', build, docs)), options))).toContain(
      'docs: will be added',
    );
  });

  test('and its manifests must be in one repository', () => {
    checkout.synth([build]).commit();
    const options = { ...checkout, output: tmpdir(), ref: 'HEAD', synthesize };
    expect(() => compareWithCommit(listOf([build]), options)).toThrow(
      `${tmpdir()} is not in the git repository ${realpathSync(checkout.folder)}, so there is no commit to compare with: use`,
    );
  });

  test('may start with a byte order mark', () => {
    checkout.write('tasks.json', `\ufeff${JSON.stringify([build])}`).commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([]);
  });

  test('may be missing', () => {
    checkout.commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([
      'build: will be added',
      'The commit has no `tasks.json` and no manifests: all tasks are new.',
    ]);
    checkout.synth([build]);
    rmSync(checkout.file);
    checkout.commit();
    expect(lines(compare([{ ...build, run: 2 }, docs], 'HEAD'))).toEqual([
      'build: will run again (run 1 -> 2)',
      'docs: will be added',
      'The commit has no `tasks.json`. Its `dist/` was compared instead: what an upgrade of this project changes is listed as edits.',
    ]);
  });

  test('may be one that this version rejects', () => {
    checkout.synth([build]).write('tasks.json', '[{"taskId": "build", "colour": "red"}]').commit();
    expect(lines(compare([{ ...build, backoffLimit: 1 }], 'HEAD'))).toEqual([
      'build: will change at once (backoffLimit 4 -> 1)',
      'This version of the project rejects `tasks.json` of the commit. Its `dist/` was compared instead: what an upgrade of this project changes is listed as edits.',
    ]);
  });

  test('is enough without dist/', () => {
    checkout.write('tasks.json', JSON.stringify([build])).commit();
    expect(lines(compare([build, docs], 'HEAD'))).toEqual(['docs: will be added']);
  });
});

describe('the dist/ of the commit', () => {
  const BUILD = 'dist/tasks/build/build.k8s.yaml';

  test('may be formatted in another way', () => {
    checkout.synth([build]);
    edit(BUILD, /^/, '# made by hand\n---\n');
    edit(BUILD, 'backoffLimit: 4', 'backoffLimit:   4');
    checkout.write('dist/notes.txt', 'no manifest').commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([]);
  });

  test('an upgrade is one note beside the edits of the user', () => {
    checkout.synth([build, docs]);
    edit(BUILD, 'enableServiceLinks: false\n', 'hostname: old\n');
    edit(BUILD, 'activeDeadlineSeconds: 21600', 'activeDeadlineSeconds: 60');
    checkout.commit();
    expect(lines(compare([build, { ...docs, run: 2 }], 'HEAD'))).toEqual([
      'docs: will run again (run 1 -> 2)',
      'An upgrade of this project changes 1 object. No task runs again because of it.',
    ]);
  });

  test('an upgrade of the health check of Jobs is a note, but not another comment in its file', () => {
    const list = { namespace: 'jobs', argoCd: { repoURL: 'https://example.com/gitops.git' }, tasks: [build] };
    const file = 'dist/argo-cd/job-health-check.patch';
    checkout.synth(list);
    edit(file, /^# .*\n/, '# Another comment.\n');
    checkout.commit();
    expect(lines(compare(list, 'HEAD'))).toEqual([]);
    edit(file, 'Progressing', 'Suspended');
    checkout.commit();
    expect(lines(compare(list, 'HEAD'))).toEqual([
      'The health check of Jobs for Argo CD changes: apply `argo-cd/job-health-check.patch` with kubectl patch.',
    ]);
  });

  test('an upgrade that Kubernetes rejects is listed', () => {
    checkout.synth([build]);
    edit(BUILD, 'storage: 1Gi', 'storage: 2Gi');
    checkout.commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([
      'git-repo-pvc-build: cannot be changed this way (pvcStorageSize `2Gi` -> `1Gi`: a claim cannot shrink)',
      'An upgrade of this project changes 1 object. No task runs again because of it.',
    ]);
  });

  test('may be older than the list', () => {
    checkout
      .synth([build])
      .write('tasks.json', JSON.stringify([{ ...build, run: 2 }, docs]))
      .commit();
    expect(lines(compare([{ ...build, run: 2 }], 'HEAD'))).toEqual([
      'docs: will be left in the cluster (`npm run apply` does not delete its Job)',
      'git-repo-pvc-docs: will be left in the cluster (`npm run apply` does not delete it)',
      'The manifests of the commit are older than its list: `npm run synth` in that commit adds, reruns or removes 2 tasks or claims.',
    ]);
  });

  test.each<[string, object]>([
    ['with Argo CD', { namespace: 'jobs', argoCd: { repoURL: 'https://example.com/gitops.git' } }],
    ['without Argo CD', {}],
  ])('may have tasks that its list does not have, %s', (_, fields) => {
    const list = { ...fields, tasks: [build] };
    checkout
      .synth({ ...fields, tasks: [build, docs] })
      .write('tasks.json', JSON.stringify(list))
      .commit();
    expect(lines(compare(list, 'HEAD'))).toEqual([
      'The manifests of the commit are older than its list: `npm run synth` in that commit adds, reruns or removes 2 tasks or claims.',
    ]);
  });

  test('may have a file that is not YAML, which is an error', () => {
    checkout.synth([build]);
    appendFileSync(join(checkout.folder, BUILD), '<<<<<<< HEAD\n');
    checkout.commit();
    expect(() => compare([build], 'HEAD')).toThrow(
      `${BUILD.slice('dist/'.length)} in the manifests of that commit is not valid YAML: `,
    );
  });
});
