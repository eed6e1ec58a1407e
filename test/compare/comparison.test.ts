import { synthesize } from '../../main';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithCommit, toMarkdown, toText, type Comparison } from '../../lib/compare';
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
  test('is where the branch left origin/HEAD, without being told', () => {
    const base = checkout.synth([build]).commit();
    checkout.synth([build, docs]).commit();
    checkout.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    checkout.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    checkout.git('checkout', '--quiet', '-b', 'mine', base);
    checkout.synth([{ ...build, run: 2 }]).commit();
    checkout.git('branch', '--force', 'main', 'HEAD');
    expect(toText(compare([{ ...build, run: 2 }]))).toBe(
      `Against the merge base with \`origin/HEAD\` (${base.slice(0, 12)}): 1 will run again.\n` +
        'build: will run again (run 1 -> 2)\n',
    );
  });

  test('is where it left main, where there is no origin/HEAD', () => {
    const base = checkout.synth([build]).commit();
    checkout.git('checkout', '--quiet', '-b', 'mine');
    checkout.synth([build, docs]).commit();
    expect(compare([build, docs]).against).toBe(`the merge base with \`main\` (${base.slice(0, 12)})`);
  });

  test('may be named in any way that git knows', () => {
    const base = checkout.synth([build]).commit();
    checkout.git('tag', '--annotate', '--message=one', 'v1');
    checkout.synth([build, docs]).commit();
    for (const ref of ['v1', 'HEAD~1', base, 'main^{/all}~1'])
      expect(lines(compare([build, docs], ref))).toEqual(['docs: new']);
  });

  test.each(['nope', 'HEAD:dist', '-p', '--output=x', '--all', 'a\nb', ':/nope'])('is not %j', (ref) => {
    checkout.synth([build]).commit();
    expect(() => compare([build], ref)).toThrow(`${ref} is not a commit here`);
  });

  test('is asked for where there is nothing to go by', () => {
    checkout.synth([build]).commit();
    checkout.git('branch', '--move', 'other');
    expect(() => compare([build])).toThrow('there is neither origin/HEAD nor main: name a commit to compare with');
    checkout.git('checkout', '--quiet', '--orphan', 'main');
    checkout.synth([docs]).commit();
    checkout.git('checkout', '--quiet', 'other');
    expect(() => compare([build])).toThrow('HEAD has no history in common with main: name a commit to compare with');
  });

  test('may be missing in a shallow clone, which is told', () => {
    const base = checkout.synth([build]).commit();
    checkout.synth([build, docs]).commit();
    const clone = new Checkout();
    try {
      clone.git('fetch', '--quiet', '--depth=1', `file://${checkout.folder}`, 'main');
      clone.git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
      for (const ref of [undefined, base]) {
        expect(() => compareWithCommit(listOf([build]), { ...clone, ref, synthesize })).toThrow(
          /\. This is a shallow clone: get the rest with "git fetch --unshallow" \(actions\/checkout: fetch-depth: 0\)$/,
        );
      }
    } finally {
      clone.remove();
    }
  });

  test('needs a repository', () => {
    const folder = mkdtempSync(join(tmpdir(), 'plain-'));
    try {
      expect(() =>
        compareWithCommit(listOf([build]), { folder, file: join(folder, 'tasks.json'), synthesize }),
      ).toThrow('this is not a git repository');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the commit's list", () => {
  test('may have another name, and stand beside or above the package', () => {
    checkout.write('lists/[a] *.json', JSON.stringify([build])).commit();
    const options = { file: join(checkout.folder, 'lists/[a] *.json'), ref: 'HEAD' };
    for (const folder of [checkout.folder, checkout.write('package/x', '').folder + '/package']) {
      expect(lines(compareWithCommit(listOf([build, docs]), { ...options, folder, synthesize }))).toEqual([
        'docs: new',
      ]);
    }
  });

  test('has to be in the repository', () => {
    checkout.synth([build]).commit();
    const options = { folder: checkout.folder, file: join(tmpdir(), 'tasks.json'), ref: 'HEAD' };
    expect(() => compareWithCommit(listOf([build]), { ...options, synthesize })).toThrow('outside repository');
  });

  test('may start with a byte order mark', () => {
    checkout.write('tasks.json', `\ufeff${JSON.stringify([build])}`).commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([]);
  });

  test('may be missing', () => {
    checkout.commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([
      'build: new',
      'The commit has no `tasks.json`, and no `dist/`: every task counts as new.',
    ]);
    checkout.synth([build]);
    rmSync(checkout.file);
    checkout.commit();
    expect(lines(compare([{ ...build, run: 2 }, docs], 'HEAD'))).toEqual([
      'build: will run again (run 1 -> 2)',
      'docs: new',
      'The commit has no `tasks.json`: this is against its `dist/`, so an upgrade of this project shows as edits.',
    ]);
  });

  test('may be refused today', () => {
    checkout.synth([build]).write('tasks.json', '[{"taskId": "build", "colour": "red"}]').commit();
    expect(lines(compare([{ ...build, backoffLimit: 1 }], 'HEAD'))).toEqual([
      'build: takes effect at once (backoffLimit 4 -> 1)',
      "The commit's `tasks.json` is refused today: this is against its `dist/`, so an upgrade of this project shows as edits.",
    ]);
  });

  test('is the only thing that counts where there is no dist/', () => {
    checkout.write('tasks.json', JSON.stringify([build])).commit();
    expect(lines(compare([build, docs], 'HEAD'))).toEqual(['docs: new']);
  });
});

describe("the commit's dist/", () => {
  const BUILD = 'dist/tasks/build/build.k8s.yaml';

  test('may look different and say the same', () => {
    checkout.synth([build]);
    edit(BUILD, /^/, '# made by hand\n---\n');
    edit(BUILD, 'backoffLimit: 4', 'backoffLimit:   4');
    checkout.write('dist/notes.txt', 'no manifest').commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([]);
  });

  test('shows what an upgrade changes, beside what the user edited', () => {
    checkout.synth([build, docs]);
    edit(BUILD, 'enableServiceLinks: false\n', 'hostname: old\n');
    edit(BUILD, 'activeDeadlineSeconds: 21600', 'activeDeadlineSeconds: 60');
    checkout.commit();
    expect(lines(compare([build, { ...docs, run: 2 }], 'HEAD'))).toEqual([
      'docs: will run again (run 1 -> 2)',
      'An upgrade of this project changes 1 object; no task runs again for it.',
    ]);
  });

  test('shows an upgrade that Kubernetes refuses', () => {
    checkout.synth([build]);
    edit(BUILD, 'storage: 1Gi', 'storage: 2Gi');
    checkout.commit();
    expect(lines(compare([build], 'HEAD'))).toEqual([
      'git-repo-pvc-build: refused (storage 2Gi -> 1Gi: a claim never shrinks)',
      'An upgrade of this project changes 1 object; no task runs again for it.',
    ]);
  });

  test('may be older than the list', () => {
    checkout
      .synth([build])
      .write('tasks.json', JSON.stringify([{ ...build, run: 2 }, docs]))
      .commit();
    expect(lines(compare([{ ...build, run: 2 }], 'HEAD'))).toEqual([
      'docs: gone',
      'git-repo-pvc-docs: gone (only from the list: Argo CD leaves it in the cluster)',
      "The commit's `dist/` is not of its list: a synth there adds, runs or removes 2 tasks or claims.",
    ]);
  });

  test('may be broken', () => {
    checkout.synth([build]);
    appendFileSync(join(checkout.folder, BUILD), '<<<<<<< HEAD\n');
    checkout.commit();
    expect(() => compare([build], 'HEAD')).toThrow(`${BUILD} of that commit can't be read: `);
  });
});

describe('as Markdown', () => {
  test('it is a table', () => {
    const commit = checkout.synth([build]).commit();
    expect(toMarkdown(compare([{ ...build, run: 2 }, docs], 'HEAD'))).toBe(`### What becomes of the tasks

Against \`HEAD\` (${commit.slice(0, 12)}): 1 will run again, 1 new.

| Task or claim |  |  |
| --- | --- | --- |
| \`build\` | will run again | run 1 -> 2 |
| \`docs\` | new |  |
`);
    expect(toMarkdown(compare([build], 'HEAD'))).toBe(
      `### What becomes of the tasks\n\nAgainst \`HEAD\` (${commit.slice(0, 12)}): nothing changes for a task.\n`,
    );
  });

  test('it has no end of rows', () => {
    checkout.synth([build]).commit();
    const tasks = Array.from({ length: 250 }, (_, index) => ({ ...build, taskId: `t${index}` }));
    const markdown = toMarkdown(compare([build, ...tasks], 'HEAD'));
    expect(markdown.match(/^\| `t/gm)).toHaveLength(200);
    expect(markdown).toContain('250 new');
    expect(markdown).toContain('\n… and 50 more.\n');
  });
});
