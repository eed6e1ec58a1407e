import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'check-'));
const file = join(folder, 'list.json');
afterAll(() => rmSync(folder, { recursive: true }));

function check(list: string, environment = {}): { status: number | null; stdout: string; stderr: string } {
  writeFileSync(file, list);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [require.resolve('ts-node/dist/bin'), 'lib/cli/check.ts'],
    { cwd: PACKAGE, encoding: 'utf8', env: { PATH: process.env.PATH, TASKS_FILE: file, ...environment } },
  );
  return { status, stdout, stderr };
}

test('a good list', () => {
  const list = '[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "alpine:3" }]';
  expect(check(list)).toEqual({ status: 0, stdout: '1 task in 1 chain: no errors\n', stderr: '' });
});

test('a list with errors and a warning that must wait', () => {
  const list = '[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "alpine", "ref": "", "run": 0 }]';
  expect(check(list)).toEqual({
    status: 1,
    stdout: '',
    stderr: `${file}:1:85: tasks[0].ref: "" is empty\n${file}:1:96: tasks[0].run: 0 is not a whole number from 1 to 999\n2 errors\n`,
  });
});

test('a list with a warning', () => {
  const list = '[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "alpine" }]';
  expect(check(list)).toEqual({
    status: 0,
    stdout: '1 task in 1 chain: no errors\n',
    stderr: `${file}:1:68: warning: tasks[0].image: "alpine" has no tag: a run may get another image than the one before\n1 warning\n`,
  });
});

test('no list at all', () => {
  expect(check('', { TASKS_FILE: 'none.json' })).toEqual({
    status: 1,
    stdout: '',
    stderr: 'none.json: no such file\n1 error\n',
  });
});
