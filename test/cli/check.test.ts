import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runProgram, type Result } from './support/program';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
const file = join(folder, 'list.json');
const shownFile = relative(tmpdir(), file);
afterAll(() => rmSync(folder, { recursive: true }));

function check(list: string, listFile = file): Result {
  writeFileSync(file, list);
  return runProgram(tmpdir(), ['check', '--file', listFile]);
}

test('counts the tasks of a valid list', () => {
  const list = '[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "alpine:3" }]';
  expect(check(list)).toEqual({ status: 0, stdout: '1 task in 1 chain: no errors\n', stderr: '' });
});

test('prints all errors and warnings at once, with the ID of the task', () => {
  const list = '[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "alpine", "ref": "", "run": 0 }]';
  expect(check(list)).toEqual({
    status: 1,
    stdout: '',
    stderr: [
      `${shownFile}:1:68: warning: tasks[0].image (task "a"): "alpine" has no tag: a later run may get another image; use a fixed tag or a digest`,
      `${shownFile}:1:85: tasks[0].ref (task "a"): "" is empty; use a branch, a tag or a full commit`,
      `${shownFile}:1:96: tasks[0].run (task "a"): 0 is not an integer from 1 to 999`,
      '2 errors, 1 warning\n',
    ].join('\n'),
  });
});

test('prints warnings of a valid list', () => {
  const list = '[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "alpine" }]';
  expect(check(list)).toEqual({
    status: 0,
    stdout: '1 task in 1 chain: no errors\n',
    stderr: `${shownFile}:1:68: warning: tasks[0].image (task "a"): "alpine" has no tag: a later run may get another image; use a fixed tag or a digest\n1 warning\n`,
  });
});

test('fails if the file does not exist', () => {
  expect(check('', 'none.json')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'none.json: no such file: create it, or name another one with --file\n1 error\n',
  });
});
