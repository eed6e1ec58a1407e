import { printProblems } from '../../lib/cli/print-problems';
import type { Problem } from '../../lib/task-list';

const error: Problem = {
  severity: 'error',
  file: 'tasks.json',
  line: 3,
  column: 5,
  path: 'tasks[0].ref',
  message: '"" is empty',
};
const fileError: Problem = { severity: 'error', file: 'tasks.json', message: 'is empty' };
const warning: Problem = { ...error, severity: 'warning' };

/** Returns what `printProblems` writes to a terminal or a pipe, and its exit code. */
function printed(problems: Problem[], terminal?: { hasColors: boolean }): [string, number] {
  let written = '';
  const { isTTY } = process.stderr;
  const before = Object.getOwnPropertyDescriptor(process.stderr, 'hasColors');
  Object.assign(process.stderr, { isTTY: terminal !== undefined, hasColors: () => terminal?.hasColors });
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  try {
    const code = printProblems(problems);
    return [written, code];
  } finally {
    write.mockRestore();
    Object.assign(process.stderr, { isTTY });
    if (before) Object.defineProperty(process.stderr, 'hasColors', before);
    else Reflect.deleteProperty(process.stderr, 'hasColors');
  }
}

test('prints nothing for a list without problems', () => {
  expect(printed([])).toEqual(['', 0]);
});

test('prints each error, then their count', () => {
  expect(printed([error, fileError])).toEqual([
    'tasks.json:3:5: tasks[0].ref: "" is empty\ntasks.json: is empty\n2 errors\n',
    1,
  ]);
});

test('exits with 0 if all problems are warnings', () => {
  expect(printed([warning])).toEqual(['tasks.json:3:5: warning: tasks[0].ref: "" is empty\n1 warning\n', 0]);
});

test('names the task beside the path, without characters that a terminal interprets', () => {
  expect(printed([{ ...error, taskId: 'build' }])[0]).toBe(
    'tasks.json:3:5: tasks[0].ref (task "build"): "" is empty\n1 error\n',
  );
  expect(printed([{ ...error, taskId: 'a\u001b[31m' }])[0]).toContain('(task "a\\u001b[31m")');
});

test('counts errors and warnings separately', () => {
  expect(printed([error, warning, warning])[0]).toMatch(/\n1 error, 2 warnings\n$/);
});

test('prints the same text in color on a terminal with colors', () => {
  const plain = printed([error, warning])[0];
  const colored = printed([error, warning], { hasColors: true })[0];
  expect(colored).not.toBe(plain);
  // eslint-disable-next-line no-control-regex
  expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(plain);
  expect(printed([error, warning], { hasColors: false })[0]).toBe(plain);
});
