import { printProblems } from '../../lib/cli/print-problems';
import type { Mistake } from '../../lib/task-list';

const mistake: Mistake = { file: 'tasks.json', line: 3, column: 5, path: 'tasks[0].ref', text: '"" is empty' };

/** What `report` writes to a terminal or a pipe, and its exit code. */
function reported(mistakes: Mistake[], warnings: Mistake[], terminal?: { hasColors: boolean }): [string, number] {
  let written = '';
  const { isTTY } = process.stderr;
  const before = Object.getOwnPropertyDescriptor(process.stderr, 'hasColors');
  Object.assign(process.stderr, { isTTY: terminal !== undefined, hasColors: () => terminal?.hasColors });
  const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  try {
    const code = printProblems({ mistakes, warnings });
    return [written, code];
  } finally {
    write.mockRestore();
    Object.assign(process.stderr, { isTTY });
    if (before) Object.defineProperty(process.stderr, 'hasColors', before);
    else Reflect.deleteProperty(process.stderr, 'hasColors');
  }
}

test('nothing is said of a list without mistakes', () => {
  expect(reported([], [])).toEqual(['', 0]);
});

test('mistakes, then how many', () => {
  expect(reported([mistake, { file: 'tasks.json', text: 'is empty' }], [])).toEqual([
    'tasks.json:3:5: tasks[0].ref: "" is empty\ntasks.json: is empty\n2 mistakes\n',
    1,
  ]);
});

test('warnings are no failure', () => {
  expect(reported([], [mistake])).toEqual(['tasks.json:3:5: warning: tasks[0].ref: "" is empty\n1 warning\n', 0]);
});

test('in colour on a terminal that has any, the same text', () => {
  const plain = reported([mistake], [mistake])[0];
  const colored = reported([mistake], [mistake], { hasColors: true })[0];
  expect(colored).not.toBe(plain);
  // eslint-disable-next-line no-control-regex
  expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(plain);
  expect(reported([mistake], [mistake], { hasColors: false })[0]).toBe(plain);
});
