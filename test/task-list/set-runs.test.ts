import { setRuns } from '../../lib/task-list/set-runs';

const RUNS = new Map([['b', 2]]);

test.each([
  ['in one line', '[{ "taskId": "b", "image": "x" }]', '[{ "taskId": "b", "run": 2, "image": "x" }]'],
  ['without spaces', '[{"taskId":"b","image":"x"}]', '[{"taskId":"b","run":2,"image":"x"}]'],
  ['with a space after commas only', '[{"taskId": "b", "image": "x"}]', '[{"taskId": "b", "run": 2, "image": "x"}]'],
  [
    'in lines of its own',
    '[\n\t{\n\t\t"taskId": "b",\n\t\t"image": "x"\n\t}\n]',
    '[\n\t{\n\t\t"taskId": "b",\n\t\t"run": 2,\n\t\t"image": "x"\n\t}\n]',
  ],
  [
    'with CRLF',
    '[{\r\n  "taskId": "b",\r\n  "image": "x"\r\n}]',
    '[{\r\n  "taskId": "b",\r\n  "run": 2,\r\n  "image": "x"\r\n}]',
  ],
  [
    'with taskId as the last field',
    '[{\n  "image": "x",\n  "taskId": "b"\n}]',
    '[{\n  "image": "x",\n  "taskId": "b",\n  "run": 2\n}]',
  ],
  ['with taskId as the only field', '[{ "taskId": "b" }]', '[{ "taskId": "b", "run": 2 }]'],
  [
    'with commas at the start of lines',
    '[{ "taskId": "b"\n , "image": "x" }]',
    '[{ "taskId": "b", "run": 2\n , "image": "x" }]',
  ],
  ['with a run', '[{ "run" :  1, "taskId": "b" }]', '[{ "run" :  2, "taskId": "b" }]'],
  [
    'in an object',
    '{ "tasks": [{ "taskId": "b", "image": "x" }] }\n',
    '{ "tasks": [{ "taskId": "b", "run": 2, "image": "x" }] }\n',
  ],
  [
    'after a byte order mark',
    '\uFEFF[{ "taskId": "b", "image": "x" }]',
    '\uFEFF[{ "taskId": "b", "run": 2, "image": "x" }]',
  ],
])('sets the run of a task %s', (_, text, expected) => {
  expect(setRuns(text, RUNS)).toBe(expected);
});

test('sets the runs of several tasks, and changes no other task', () => {
  const text = (...runs: readonly string[]): string =>
    `{"tasks":[\n${['a', 'b', 'c'].map((id, index) => `{"taskId":"${id}"${runs[index]},"image":"x"}`).join(',\n')}\n]}`;
  const runs = new Map([
    ['a', 2],
    ['c', 999],
  ]);
  expect(setRuns(text('', '', ',"run":998'), runs)).toBe(text(',"run":2', '', ',"run":999'));
});
