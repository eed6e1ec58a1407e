import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commitMessage } from '../../lib/cli/commit-message';
import { runProgram, type Result } from './support/program';

jest.setTimeout(60_000);

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
  return join(folder, name);
}

function commitDist(cwd: string, ...args: string[]): Result {
  return runProgram(cwd, ['commit-dist', ...args], env);
}

const head = (): string => git(origin, 'rev-parse', 'main');
const lastMessage = (): string => git(origin, 'log', '-1', '--format=%B', 'main');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commit-dist-'));
  origin = join(folder, 'origin.git');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', origin);
  git(folder, 'clone', '--quiet', origin, 'person');
  const person = join(folder, 'person');
  git(person, 'checkout', '--quiet', '-B', 'main');
  push(person, {
    'tasks.json': JSON.stringify([{ taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3.22' }]),
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

test('commits nothing if dist/ has no changes', () => {
  const before = head();
  const { status, stdout } = commitDist(checkout('ci'));
  expect({ status, stdout, head: head() }).toEqual({
    status: 0,
    stdout: 'nothing to commit: dist/ has no changes. To render the list, run npm run synth.\n',
    head: before,
  });
});

test('commits only dist/, with the changed tasks in the message; the next CI run commits nothing', () => {
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
    'other.json': 'not to be committed',
  });
  const { status, stdout } = commitDist(ci);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^pushing [0-9a-f]+ \(dist: 2 tasks added, .*\) to branch main of origin\n$/);
  expect(lastMessage()).toBe(`dist: 2 tasks added, 1 task changed, 1 task removed

Tasks added: c, d
Tasks changed: b
Tasks removed: a
Repositories added: r
ApplicationSets added: keruta`);
  expect(git(origin, 'diff', '--name-only', 'main^', 'main', '--', ':!dist')).toBe('');

  const committed = head();
  expect(commitDist(checkout('next')).stdout).toContain('nothing to commit');
  expect(head()).toBe(committed);
});

test('the message of a commit that changes no task', () => {
  expect(commitMessage([{ status: 'M', path: 'tasks/a/README.md' }])).toBe('dist: no task changed');
});

test('the message names at most 50 tasks', () => {
  const changes = Array.from({ length: 1000 }, (_, i) => ({ status: 'A', path: `tasks/a/t${i}.k8s.yaml` }));
  expect(commitMessage(changes)).toMatch(/^dist: 1000 tasks added\n\nTasks added: t0, t1, .*, t49 and 950 more$/);
});

describe('two CI runs at the same time', () => {
  test('on one commit: the first pushes, the second does nothing', () => {
    const [first, second] = [checkout('first'), checkout('second')];
    for (const ci of [first, second]) write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
    expect(commitDist(first).status).toBe(0);
    const committed = head();
    env.GIT_COMMITTER_DATE = '2038-01-19T03:14:07Z';
    const { status, stdout } = commitDist(second);
    expect({ status, head: head() }).toEqual({ status: 0, head: committed });
    expect(stdout).toContain('main has newer commits');
  });

  test('on two commits: only the run of the newer commit pushes', () => {
    const older = checkout('older');
    write(older, { 'dist/tasks/a/c.k8s.yaml': 'old' });
    push(join(folder, 'person'), { 'other.txt': 'new' });
    const newer = checkout('newer');
    write(newer, { 'dist/tasks/a/c.k8s.yaml': 'new' });
    expect(commitDist(older).status).toBe(0);
    expect(commitDist(newer).status).toBe(0);
    expect(git(origin, 'show', 'main:dist/tasks/a/c.k8s.yaml')).toBe('new');
    expect(git(origin, 'log', '--format=%s', 'main').split('\n')).toEqual(['dist: 1 task added', 'by hand', 'by hand']);
  });
});

describe('the branch', () => {
  test('is the one in the arguments', () => {
    const ci = checkout('ci');
    git(ci, 'checkout', '--quiet', '--detach');
    write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
    expect(commitDist(ci, 'main').status).toBe(0);
    expect(git(origin, 'show', 'main:dist/tasks/a/c.k8s.yaml')).toBe('c');
  });

  test('must be a valid name', () => {
    const before = git(origin, 'for-each-ref');
    const ci = checkout('ci');
    write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
    const { status, stderr } = commitDist(ci, '--', '--help');
    expect(status).toBe(1);
    expect(stderr).toContain('branch "--help" ');
    expect(commitDist(ci, '--foo').status).toBe(2);
    expect(commitDist(ci, '--help')).toMatchObject({ status: 0, stderr: '' });
    expect(git(origin, 'for-each-ref')).toBe(before);
  });

  test('may be one that the server does not have', () => {
    const ci = checkout('ci');
    write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
    expect(commitDist(ci, 'rendered').status).toBe(0);
    expect(git(origin, 'log', '--format=%s', 'rendered').split('\n')).toEqual(['dist: 1 task added', 'by hand']);
  });

  test('must be in the arguments if none is checked out', () => {
    const ci = checkout('ci');
    git(ci, 'checkout', '--quiet', '--detach');
    const { status, stderr } = commitDist(ci);
    expect(status).toBe(1);
    expect(stderr).toBe('no branch is checked out: name the branch to push to, such as npm run commit-dist -- main\n');
  });
});

test.each([['main'], ['rendered']])('pushes no other commit to branch %s', (branch) => {
  const before = git(origin, 'for-each-ref');
  const ci = checkout('ci');
  write(ci, { 'notes.txt': 'mine' });
  git(ci, 'add', '--all');
  git(ci, 'commit', '--quiet', '--message', 'not to be pushed');
  write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
  const { status, stdout, stderr } = commitDist(ci, branch);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    new RegExp(
      `^these commits are not on branch ${branch} of origin:\n {2}[0-9a-f]+ not to be pushed\nPush them, or check out a commit that is there\\. This command pushes only its own commit\\.\n$`,
    ),
  );
  expect(git(ci, 'log', '-1', '--format=%s')).toBe('not to be pushed');
  expect(git(origin, 'for-each-ref')).toBe(before);
});

test('commits nothing if the branch has both newer commits and lacks some that are checked out', () => {
  const ci = checkout('ci');
  git(ci, 'commit', '--quiet', '--allow-empty', '--message', 'not to be pushed');
  push(join(folder, 'person'), { 'other.txt': 'new' });
  write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
  const { status, stderr } = commitDist(ci);
  expect(status).toBe(1);
  expect(stderr).toContain('  not to be pushed\n'.trim());
});

test('commits nothing, and no deletion of all tasks, if the folder does not exist', () => {
  const ci = checkout('ci');
  rmSync(join(ci, 'dist'), { recursive: true });
  expect(commitDist(ci)).toEqual({ status: 1, stdout: '', stderr: 'dist/ does not exist: run npm run synth\n' });
});

test('the folder is the one of --output', () => {
  const ci = checkout('ci');
  write(ci, { 'apps/x/tasks/a/c.k8s.yaml': 'c', 'dist/tasks/a/c.k8s.yaml': 'c' });
  expect(commitDist(ci, '--output', 'apps/x').status).toBe(0);
  expect(lastMessage()).toBe('dist: 1 task added\n\nTasks added: c');
  expect(git(origin, 'diff', '--name-only', 'main^', 'main')).toBe('apps/x/tasks/a/c.k8s.yaml');
});

test('fails if the server rejects the push; the next call tries it again', () => {
  const ci = checkout('ci');
  write(join(folder, 'origin.git'), { 'hooks/pre-receive': '#!/bin/sh\necho protected >&2; exit 1\n' });
  execFileSync('chmod', ['+x', join(origin, 'hooks/pre-receive')]);
  write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c' });
  const { status, stderr } = commitDist(ci);
  expect(status).toBe(1);
  expect(stderr).toContain('protected');
  expect(stderr).toMatch(/\npushing to main failed: see the git output above\n$/);
  rmSync(join(origin, 'hooks/pre-receive'));
  expect(commitDist(ci).status).toBe(0);
  expect(lastMessage()).toBe('dist: 1 task added\n\nTasks added: c');
});

test('prints what git printed, and no stack trace, if git fails', () => {
  const ci = checkout('ci');
  write(ci, { 'dist/tasks/a/c.k8s.yaml': 'c', '.git/index.lock': '' });
  const { status, stderr } = commitDist(ci);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^fatal: Unable to create .*index.lock(.|\n)*\ngit add failed: see the git output above\n$/);
  expect(stderr).not.toMatch(/^ +at /m);
});
