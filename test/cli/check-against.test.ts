import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from '../support/checkout';

jest.setTimeout(60_000);

const PACKAGE = join(__dirname, '../..');
const build = { taskId: 'build', repoUrl: 'https://example.com/app.git', image: 'alpine:3' };

let checkout: Checkout;
let commit: string;
beforeAll(() => {
  checkout = new Checkout();
  for (const path of ['lib', 'imports', 'main.ts', 'tsconfig.json', 'package.json']) {
    cpSync(join(PACKAGE, path), join(checkout.folder, path), { recursive: true });
  }
  symlinkSync(join(PACKAGE, 'node_modules'), join(checkout.folder, 'node_modules'));
  commit = checkout.write('.gitignore', 'node_modules\n').synth([build]).commit();
});
afterAll(() => checkout.remove());

function check(list: unknown, ...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  checkout.write('tasks.json', JSON.stringify(list));
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/ts-node', ['lib/cli/check.ts', ...args], {
    cwd: checkout.folder,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const again = [{ ...build, run: 2 }];

test('says what becomes of the tasks', () => {
  const text = `(${commit.slice(0, 12)}): 1 task will run again.\nbuild: will run again (run 1 -> 2)\n`;
  const base = `Compared with the merge base with \`main\` ${text}`;
  expect(check(again, '--against')).toEqual({ status: 0, stdout: base, stderr: '' });
  expect(check(again, '--against', '--format', 'text')).toEqual({ status: 0, stdout: base, stderr: '' });
  expect(check(again, '--format=text', '--against', 'HEAD').stdout).toBe(`Compared with \`HEAD\` ${text}`);
});

test('says it as Markdown, and nothing else', () => {
  const { status, stdout } = check(again, '--against', 'HEAD', '--format', 'markdown');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^### Effect on tasks and claims\n\n(.|\n)*\| `build` \| will run again \| run 1 -> 2 \|\n$/);
});

test('fails for what Kubernetes refuses', () => {
  const { status, stdout } = check([{ ...build, pvcStorageSize: '1Mi' }], '--against', 'HEAD');
  expect(status).toBe(1);
  expect(stdout).toContain(
    'git-repo-pvc-build: cannot be changed this way (storage 1Gi -> 1Mi: a claim cannot shrink)\n',
  );
});

test('fails without a commit to compare with, in one line', () => {
  expect(check(again, '--against', 'nope')).toEqual({
    status: 1,
    stdout: '',
    stderr: '"nope" is not a commit in this repository\n',
  });
  expect(check(again, '--against=-p')).toEqual({
    status: 1,
    stdout: '',
    stderr: '"-p" is not a commit in this repository\n',
  });
});

test('compares no list that has errors', () => {
  const { status, stdout, stderr } = check([{ ...build, image: '' }], '--against', 'HEAD');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^tasks\.json:1:\d+: tasks\[0\]\.image: /);
});

test.each([['--nope'], ['HEAD'], ['--format', 'markdown'], ['--against', 'HEAD', '--format', 'html']])(
  'is not called with %s %s %s %s',
  (...args) => {
    expect(check(again, ...args)).toEqual({
      status: 1,
      stdout: '',
      stderr: 'usage: npm run check [-- --against [COMMIT] [--format text|markdown]]\n',
    });
  },
);
