import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTaskList, readTaskList, type Problem } from '../../lib/task-list';

const folder = mkdtempSync(join(tmpdir(), 'list-'));
const file = join(folder, 'tasks.json');
afterAll(() => rmSync(folder, { recursive: true }));

const task = '{"taskId":"a","repoUrl":"https://example.com/a.git","image":"alpine:3"}';

function show({ line, column, path, message }: Problem): string {
  return [...(line === undefined ? [] : [line, column]), ...(path ? [path] : []), message].join(': ');
}

function problemsIn(content: string | Buffer): string[] {
  writeFileSync(file, content);
  return readTaskList(file).problems.map(show);
}

describe('the file', () => {
  test('is missing', () => {
    expect(readTaskList(join(folder, 'none.json')).problems).toEqual([
      {
        severity: 'error',
        file: join(folder, 'none.json'),
        message: 'no such file: create it, or name another one with --file',
      },
    ]);
  });

  test('is a folder', () => {
    mkdirSync(join(folder, 'folder'));
    expect(readTaskList(join(folder, 'folder')).problems.map(show)).toEqual(['is a folder: name the file']);
  });

  test('is larger than any list', () => {
    const large = join(folder, 'large.json');
    writeFileSync(large, '');
    truncateSync(large, 64 * 1024 * 1024 + 1);
    expect(readTaskList(large).problems.map(show)).toEqual([
      'is larger than 64 MiB, the maximum; remove tasks or split the list',
    ]);
  });

  test.each([
    ['is empty', '', 'is empty: write an array of tasks'],
    ['is blank', ' \n', 'is empty: write an array of tasks'],
    ['is Latin-1', Buffer.from('[{"taskId":"\xe9"}]', 'latin1'), 'is not UTF-8; save it as UTF-8'],
    ['is UTF-16', Buffer.from(`\ufeff[${task}]`, 'utf16le'), 'is not UTF-8; save it as UTF-8'],
  ])('%s', (_name, content, text) => {
    expect(problemsIn(content)).toEqual([text]);
  });

  test('may have a byte order mark, which does not count as a column', () => {
    expect(problemsIn(`\ufeff[${task}]`)).toEqual([]);
    expect(problemsIn('\ufeff5')).toEqual([
      '1: 1: 5 is not a list of tasks; write an array of tasks, or an object with "tasks"',
    ]);
  });

  test('is named as seen from the working directory', () => {
    expect(readTaskList(join(process.cwd(), 'none', 'tasks.json')).problems[0]?.file).toBe('none/tasks.json');
  });
});

test.each([
  ['a comment', '[\n  // the first\n]', '2: 3: a comment is not allowed in JSON; remove it'],
  ['a comment of many lines', '/* a\n */ []', '1: 1: a comment is not allowed in JSON; remove it'],
  ['a comma at the end of a list', '[1,\n]', '2: 1: a comma before "]" is not allowed in JSON; remove it'],
  ['a comma at the end of an object', '[{"a": 1, }]', '1: 11: a comma before "}" is not allowed in JSON; remove it'],
  ['no comma', '[{"a": 1 "b": 2}]', '1: 10: expected "," before the next value'],
  ['no colon', '[{"a" 1}]', '1: 7: expected ":" after the key'],
  ['no value', '[{"a": }]', '1: 8: expected a value'],
  ['a key without quotes', '[{a: 1}]', '1: 3: the key a has no double quotes; write "a"'],
  [
    'a later key without quotes',
    '[{"a": 1,\n  task-id : 2}]',
    '2: 3: the key task-id has no double quotes; write "task-id"',
  ],
  ['single quotes', "['a']", '1: 2: found single quotes; use double quotes'],
  ['a key in single quotes', "[{'a': 1}]", '1: 3: found single quotes; use double quotes'],
  [
    'text without quotes, which may be secret',
    '[{"a": hunter2}]',
    '1: 8: found text without double quotes; use a string in double quotes, a number, true, false, null, an array or an object',
  ],
  ['a number that is too large', '[{"run":\n1e400}]', '2: 1: 1e400 is too large for a number; use a smaller one'],
  ['an open list', '[1', '1: 3: expected "]"'],
  ['an open object', '{"a": 1', '1: 8: expected "}"'],
  ['an open text', '["a\n]', '1: 2: expected a double quote at the end of the string (write a line break as \\n)'],
  [
    'a control character',
    '["a\tb"]',
    '1: 2: control characters are not allowed in a string (write a line break as \\n)',
  ],
  ['an unknown escape', '["\\x"]', '1: 2: expected one of "\\/bfnrtu after the backslash'],
  ['half an escape', '["\\u12"]', '1: 2: expected four hex digits after \\u'],
  ['two lists', '[] []', '1: 4: expected the end of the file'],
  ...['{"taskId":"a"}, {"taskId":"b"}', '{"taskId":"a"}  {"taskId":"b"}'].map((text): [string, string, string] => [
    `tasks without an array (${text})`,
    text,
    `1: ${text.includes(',') ? 15 : 17}: expected the end of the file; to list several tasks, write an array: [{ … }, { … }]`,
  ]),
  [
    'a key without an object',
    '"tasks": []',
    '1: 8: expected the end of the file; to write keys, write an object: { "tasks": [ … ] }',
  ],
  ['curly quotes', '[{“a”: 1}]', '1: 3: found the quotation mark “; use straight double quotes (")'],
  ['a value in curly quotes', '[{"a": „b“}]', '1: 8: found the quotation mark „; use straight double quotes (")'],
  ...['- taskId: a', 'tasks:\n  - taskId: a', '---\n- a', '# the tasks\n- a'].map((text): [string, string, string] => [
    `YAML (${text})`,
    text,
    '1: 1: the file looks like YAML, but the list is JSON; convert it, for example with "yq -o json"',
  ]),
  [
    'NaN',
    '[NaN]',
    '1: 2: NaN is not a JSON value; use a string in double quotes, a number, true, false, null, an array or an object',
  ],
  [
    'excessive nesting',
    '['.repeat(100_000),
    '1: 65: arrays and objects are nested more than 64 levels deep; remove levels',
  ],
  [
    'excessive nesting of objects',
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    '1: 321: arrays and objects are nested more than 64 levels deep; remove levels',
  ],
  [
    'too many tasks',
    `[${'1,'.repeat(200_000)}1]`,
    '1: 400001: an array or object has more than 200000 entries, the maximum; remove some',
  ],
  [
    'too many arguments',
    `[{"args":[${'1,'.repeat(10_000)}1]}]`,
    '1: 20010: an array or object has more than 10000 entries, the maximum; remove some',
  ],
])('syntax: %s', (_name, text, message) => {
  expect(parseTaskList(text, 'tasks.json').problems.map(show)).toEqual([message]);
});

test.each([
  [
    'a duplicate key',
    `[{"image":"a:1",\n${task.slice(1)}]`,
    ['2: 52: tasks[0].image: duplicate key (first in line 1); remove one of the two'],
  ],
  [
    'a duplicate key in another spelling',
    `[{"im\\u0061ge":"a:1",\n${task.slice(1)}]`,
    ['2: 52: tasks[0].image: duplicate key (first in line 1); remove one of the two'],
  ],
  [
    'tasks twice',
    `{"tasks":[${task}],\n"tasks":[${task}]}`,
    ['2: 1: tasks: duplicate key (first in line 1); remove one of the two'],
  ],
  [
    '__proto__',
    `[{"__proto__":{"image":"a:1"},\n${task.slice(1)}]`,
    ['1: 3: tasks[0].__proto__: the key "__proto__" is not allowed; remove it'],
  ],
  [
    '__proto__ in a free place',
    `[{"env":{"__proto__":"x"},\n${task.slice(1)}]`,
    ['1: 10: tasks[0].env.__proto__: the key "__proto__" is not allowed; remove it'],
  ],
])('%s', (_name, text, messages) => {
  expect(parseTaskList(text, 'tasks.json').problems.map(show)).toEqual(messages);
});

test('problems of all kinds are listed at once, by position', () => {
  const text = `{ "tasks": [\n ${task},\n { "taskId": "a", "image": "A", "parentTaskId": "x", "image": "a b", "foo": 1 } ],\n "namespace": "A" }`;
  expect(parseTaskList(text, 'tasks.json').problems.map(show)).toEqual([
    '3: 14: tasks[1].taskId: "a" is used twice; give each task an ID of its own (see line 2, column 12)',
    '3: 49: tasks[1].parentTaskId: "x" is not a task in this list; correct the ID or add the task',
    '3: 54: tasks[1].image: duplicate key (first in line 3); remove one of the two',
    '3: 63: tasks[1].image: "a b" contains a space; remove it (an image is written as registry.example.com/team/app:1.2)',
    '3: 70: tasks[1].foo: unknown field; correct the name or remove it',
    '4: 15: namespace: "A" is not a DNS-1123 label: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  ]);
});

test('checking stops after 100,000 problems', () => {
  const { problems } = parseTaskList(`[${'1,'.repeat(150_000)}1]`, 'tasks.json');
  expect(problems).toHaveLength(100_002);
  expect(problems.at(-1)?.message).toBe('too many errors; the rest of the list was not checked');
});
