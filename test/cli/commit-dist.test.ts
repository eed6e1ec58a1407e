import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commitMessage } from '../../lib/cli/commit-message';

jest.setTimeout(60_000);

const PACKAGE = join(__dirname, '../..');
const TS_NODE = join(PACKAGE, 'node_modules/.bin/ts-node');

let folder: string;
let origin: string;
const env: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'CI'],
      [`GIT_${who}_EMAIL`, 'ci@example.com'],
    ]),
  ),
};

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
}

function write(checkout: string, files: Record<string, string | undefined>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(checkout, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
  }
}

function push(checkout: string, files: Record<string, string>): void {
  write(checkout, files);
  git(checkout, 'add', '--all');
  git(checkout, 'commit', '--message', 'by hand');
  git(checkout, 'push', 'origin', 'main');
}

/** A checkout of `origin` as CI makes it. */
function checkout(name: string): string {
  git(folder, 'clone', '--quiet', `file://${origin}`, '--depth', '1', name);
  symlinkSync(join(PACKAGE, 'node_modules'), join(folder, name, 'node_modules'));
  return join(folder, name);
}

function commitDist(cwd: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(TS_NODE, ['lib/cli/commit-dist.ts', ...args], { cwd, env, encoding: 'utf8' });
}

const head = (): string => git(origin, 'rev-parse', 'main');
const lastMessage = (): string => git(origin, 'log', '-1', '--format=%B', 'main');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commit-dist-'));
  origin = join(folder, 'origin.git');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', origin);
  git(folder, 'clone', '--quiet', origin, 'person');
  const person = join(folder, 'person');
  for (const path of ['lib', 'tsconfig.json', '.gitignore']) {
    cpSync(join(PACKAGE, path), join(person, path), { recursive: true });
  }
  git(person, 'checkout', '--quiet', '-B', 'main');
  push(person, {
    'tasks.json': '[]',
    'dist/README.md': 'five tasks',
    'dist/tasks/a/a.k8s.yaml': 'a',
    'dist/tasks/a/b.k8s.yaml': 'b',
    'dist/tasks/a/README.md': 'a -> b',
  });
});

afterEach(() => {
  delete env.GIT_COMMITTER_DATE;
  rmSync(folder, { recursive: true });
});

test('an unchanged dist/ is no commit', () => {
  const before = head();
  const { status, stdout } = commitDist(checkout('ci'));
  expect({ status, stdout, head: head() }).toEqual({ status: 0, stdout: 'dist/ is up to date\n', head: before });
});

test('a changed dist/ is one commit of dist/ alone, whose message names the tasks; the run it starts commits nothing', () => {
  const ci = checkout('ci');
  write(ci, {
    'dist/README.md': 'four tasks',
    'dist/tasks/a/a.k8s.yaml': undefined,
    'dist/tasks/a/b.k8s.yaml': 'b changed',
    'dist/tasks/c/c.k8s.yaml': 'a',
    'dist/tasks/c/d.k8s.yaml': 'd',
    'dist/repositories/r/r.k8s.yaml': 'r',
    'dist/argo-cd/keruta.k8s.yaml': 'set',
    'package-lock.json': 'made by an install',
    'tasks.json': 'not to be committed',
  });
  expect(commitDist(ci)).toMatchObject({ status: 0 });
  expect(lastMessage()).toBe(`dist: 2 tasks added, 1 task changed, 1 task removed

Tasks added: c, d
Tasks changed: b
Tasks removed: a
Repositories added: r
ApplicationSets added: keruta`);
  expect(git(origin, 'diff', '--name-only', 'main^', 'main', '--', ':!dist')).toBe('');

  const committed = head();
  expect(commitDist(checkout('next')).stdout).toBe('dist/ is up to date\n');
  expect(head()).toBe(committed);
});

test('a change of no task', () => {
  expect(commitMessage([{ status: 'M', path: 'dist/tasks/a/README.md' }])).toBe('dist: no task changed');
});

test('a thousand tasks stay readable', () => {
  const changes = Array.from({ length: 1000 }, (_, i) => ({ status: 'A', path: `dist/tasks/a/t${i}.k8s.yaml` }));
  expect(commitMessage(changes)).toMatch(/^dist: 1000 tasks added\n\nTasks added: t0, t1, .*, t49 and 950 more$/);
});

describe('two runs that meet', () => {
  test('on one commit: the first wins, the second leaves it', () => {
    const [first, second] = [checkout('first'), checkout('second')];
    for (const ci of [first, second]) write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
    expect(commitDist(first).status).toBe(0);
    const committed = head();
    env.GIT_COMMITTER_DATE = '2038-01-19T03:14:07Z';
    const { status, stdout } = commitDist(second);
    expect({ status, head: head() }).toEqual({ status: 0, head: committed });
    expect(stdout).toContain('main has moved on');
  });

  test('on two commits: the older run leaves dist/ to the newer', () => {
    const older = checkout('older');
    write(older, { 'dist/tasks/a/c.k8s.yaml': 'old' });
    push(join(folder, 'person'), { 'tasks.json': '["new"]' });
    const newer = checkout('newer');
    write(newer, { 'dist/tasks/a/c.k8s.yaml': 'new' });
    expect(commitDist(older).status).toBe(0);
    expect(commitDist(newer).status).toBe(0);
    expect(git(origin, 'show', 'main:dist/tasks/a/c.k8s.yaml')).toBe('new');
    expect(git(origin, 'log', '--format=%s', 'main').split('\n')).toEqual(['dist: 1 task added', 'by hand', 'by hand']);
  });
});

describe('which branch', () => {
  test('the one that is named', () => {
    const ci = checkout('ci');
    git(ci, 'checkout', '--quiet', '--detach');
    write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
    expect(commitDist(ci, 'main').status).toBe(0);
    expect(git(origin, 'show', 'main:dist/tasks/a/c.k8s.yaml')).toBe('c');
  });

  test('none is named or checked out', () => {
    const ci = checkout('ci');
    git(ci, 'checkout', '--quiet', '--detach');
    const { status, stderr } = commitDist(ci);
    expect(status).toBe(1);
    expect(stderr).toBe('no branch is checked out, so name the one to push to: npm run commit-dist -- main\n');
  });
});

test('a push that is refused for another reason fails', () => {
  const ci = checkout('ci');
  write(join(folder, 'origin.git'), { 'hooks/pre-receive': '#!/bin/sh\necho protected >&2; exit 1\n' });
  execFileSync('chmod', ['+x', join(origin, 'hooks/pre-receive')]);
  write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
  const { status, stderr } = commitDist(ci);
  expect(status).toBe(1);
  expect(stderr).toContain('protected');
});

test('what git says is all there is to read where git fails', () => {
  const ci = checkout('ci');
  write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c', '.git/index.lock': '' });
  const { status, stderr } = commitDist(ci);
  expect(status).toBe(128);
  expect(stderr).toMatch(/^fatal: Unable to create .*index.lock/);
  expect(stderr).not.toContain('at main');
});
