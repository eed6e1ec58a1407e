import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runProgram, type Result } from './support/program';

const PACKAGE = resolve(__dirname, '../..');
const COPIED = ['cdk8s.yaml', 'imports', 'lib', 'main.ts', 'package.json', 'tasks.json', 'tsconfig.json'];

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'synth-'));
  for (const path of COPIED) cpSync(join(PACKAGE, path), join(copy, path), { recursive: true });
  symlinkSync(join(PACKAGE, 'node_modules'), join(copy, 'node_modules'));
  mkdirSync(join(copy, 'dist'));
  writeFileSync(join(copy, 'dist/old.txt'), 'old');
});
afterEach(() => {
  rmSync(copy, { recursive: true, force: true });
});

function synth(env: NodeJS.ProcessEnv = {}): Result {
  return runProgram(copy, ['synth'], env);
}

function leftovers(): string[] {
  return readdirSync(copy).filter((name) => name.startsWith('dist'));
}

test('replaces all of dist/', () => {
  const { status, stdout, stderr } = synth();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe('dist/: 8 tasks in 5 chains\n');
  expect(leftovers()).toEqual(['dist']);
  expect(existsSync(join(copy, 'dist/old.txt'))).toBe(false);
  expect(readFileSync(join(copy, 'dist/tasks/collect/collect.k8s.yaml'), 'utf8')).toContain('keruta-job-collect');
});

test('leaves dist/ as it was if the list has an error, and prints no stack trace', () => {
  writeFileSync(join(copy, 'bad.json'), '[{ "taskId": "a", "image": "alpine:3.22" }]');
  const { status, stderr } = synth({ TASKS_FILE: 'bad.json' });
  expect(status).toBe(1);
  expect(stderr).toBe(
    'bad.json:1:2: tasks[0] (task "a"): needs repoUrl or repository (or parentTaskId, to start from another task)\n1 error\n',
  );
  expect(readFileSync(join(copy, 'dist/old.txt'), 'utf8')).toBe('old');
  expect(leftovers()).toEqual(['dist']);
});

test('leaves dist/ as it was if a signal stops it, and exits as a shell reports the signal', () => {
  rmSync(join(copy, 'node_modules'));
  mkdirSync(join(copy, 'node_modules/.bin'), { recursive: true });
  writeFileSync(join(copy, 'node_modules/.bin/cdk8s'), '#!/bin/sh\nkill -INT $$\n', { mode: 0o755 });
  expect(synth()).toEqual({ status: 130, stdout: '', stderr: 'cdk8s was stopped by SIGINT; dist/ is unchanged\n' });
  expect(leftovers()).toEqual(['dist']);
});

test('leaves dist/ as it was if the app fails', () => {
  writeFileSync(join(copy, 'main.ts'), "throw new Error('broken on purpose');");
  const { status, stderr } = synth();
  expect(status).toBe(1);
  expect(stderr).toContain('broken on purpose');
  expect(readFileSync(join(copy, 'dist/old.txt'), 'utf8')).toBe('old');
  expect(leftovers()).toEqual(['dist']);
});

test('restores dist/ if an earlier synth was killed between its two renames', () => {
  mkdirSync(join(copy, 'dist.previous'));
  rmSync(join(copy, 'dist'), { recursive: true });
  writeFileSync(join(copy, 'dist.previous/old.txt'), 'old');
  writeFileSync(join(copy, 'bad.json'), '[]');
  expect(synth({ TASKS_FILE: 'bad.json' }).status).toBe(1);
  expect(readFileSync(join(copy, 'dist/old.txt'), 'utf8')).toBe('old');
});

test('cdk8s synth works without the program, into another folder', () => {
  const { status } = spawnSync(
    join(PACKAGE, 'node_modules/.bin/cdk8s'),
    ['synth', '--check-upgrade=false', '--output', 'elsewhere'],
    { cwd: copy, env: { ...process.env, PATH: `${join(PACKAGE, 'node_modules/.bin')}:${process.env.PATH}` } },
  );
  expect(status).toBe(0);
  expect(readdirSync(join(copy, 'elsewhere'))).toEqual(['README.md', 'repositories', 'tasks', 'workspace']);
  expect(existsSync(join(copy, 'dist/old.txt'))).toBe(true);
});
