import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTaskList, readTaskList, type Mistake } from '../../lib/task-list';
import { listFile } from '../../lib/cli/list-file';

const folder = mkdtempSync(join(tmpdir(), 'list-'));
const file = join(folder, 'tasks.json');
afterAll(() => rmSync(folder, { recursive: true }));

const task = '{"taskId":"a","repoUrl":"https://example.com/a.git","image":"alpine:3"}';

function show({ line, column, path, text }: Mistake): string {
  return [...(line === undefined ? [] : [line, column]), ...(path ? [path] : []), text].join(': ');
}

function mistakesIn(content: string | Buffer): string[] {
  writeFileSync(file, content);
  return readTaskList(file).mistakes.map(show);
}

describe('the file', () => {
  test('is missing', () => {
    expect(readTaskList(join(folder, 'none.json')).mistakes).toEqual([
      { file: join(folder, 'none.json'), text: 'no such file' },
    ]);
  });

  test('is a folder', () => {
    mkdirSync(join(folder, 'folder'));
    expect(readTaskList(join(folder, 'folder')).mistakes.map(show)).toEqual(['is a folder, not a file']);
  });

  test('is larger than any list', () => {
    const large = join(folder, 'large.json');
    writeFileSync(large, '');
    truncateSync(large, 64 * 1024 * 1024 + 1);
    expect(readTaskList(large).mistakes.map(show)).toEqual(['is larger than 64 MiB']);
  });

  test.each([
    ['is empty', '', 'is empty'],
    ['is blank', ' \n', 'is empty'],
    ['is Latin-1', Buffer.from('[{"taskId":"\xe9"}]', 'latin1'), 'is not UTF-8'],
    ['is UTF-16', Buffer.from(`\ufeff[${task}]`, 'utf16le'), 'is not UTF-8'],
  ])('%s', (_name, content, text) => {
    expect(mistakesIn(content)).toEqual([text]);
  });

  test('may have a byte order mark, which counts for no column', () => {
    expect(mistakesIn(`\ufeff[${task}]`)).toEqual([]);
    expect(mistakesIn('\ufeff5')).toEqual(['1: 1: 5 is no list of tasks: neither a list nor an object with "tasks"']);
  });

  test('is named as seen from the working directory', () => {
    expect(readTaskList(join(process.cwd(), 'none', 'tasks.json')).mistakes[0]?.file).toBe('none/tasks.json');
  });

  test('is the one that TASKS_FILE names, relative to the package', () => {
    expect(listFile()).toBe(join(__dirname, '..', '..', 'tasks.json'));
    process.env.TASKS_FILE = '';
    expect(listFile()).toBe(join(__dirname, '..', '..', 'tasks.json'));
    process.env.TASKS_FILE = 'other/list.json';
    expect(listFile()).toBe(join(__dirname, '..', '..', 'other', 'list.json'));
    delete process.env.TASKS_FILE;
  });
});

test.each([
  ['a comment', '[\n  // the first\n]', '2: 3: expected no comment: JSON has none'],
  ['a comment of many lines', '/* a\n */ []', '1: 1: expected no comment: JSON has none'],
  ['a comma at the end of a list', '[1,\n]', '2: 1: expected no comma before "]": JSON has none there'],
  ['a comma at the end of an object', '[{"a": 1, }]', '1: 11: expected no comma before "}": JSON has none there'],
  ['no comma', '[{"a": 1 "b": 2}]', '1: 10: expected "," before the next one'],
  ['no colon', '[{"a" 1}]', '1: 7: expected ":" after the key'],
  ['no value', '[{"a": }]', '1: 8: expected a value'],
  [
    'a key without quotes',
    '[{a: 1}]',
    '1: 3: expected a value of JSON: text in double quotes, a number, true, false, null, a list or an object',
  ],
  [
    'single quotes',
    "['a']",
    '1: 2: expected a value of JSON: text in double quotes, a number, true, false, null, a list or an object',
  ],
  ['an open list', '[1', '1: 3: expected "]"'],
  ['an open object', '{"a": 1', '1: 8: expected "}"'],
  ['an open text', '["a\n]', '1: 2: expected a double quote at the end of the text'],
  ['a control character', '["a\tb"]', '1: 2: expected no control character in a text (a line break is \\n)'],
  ['an unknown escape', '["\\x"]', '1: 2: expected one of "\\/bfnrtu after the backslash'],
  ['half an escape', '["\\u12"]', '1: 2: expected four hex digits after \\u'],
  ['two lists', '[] []', '1: 4: expected the end of the file'],
  [
    'YAML',
    '- taskId: a',
    '1: 1: expected a value of JSON: text in double quotes, a number, true, false, null, a list or an object',
  ],
  [
    'NaN',
    '[NaN]',
    '1: 2: expected a value of JSON: text in double quotes, a number, true, false, null, a list or an object',
  ],
  ['absurd nesting', '['.repeat(100_000), '1: 65: more than 64 levels of brackets: no list is as deep'],
  [
    'absurd nesting of objects',
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    '1: 321: more than 64 levels of brackets: no list is as deep',
  ],
  ['absurdly many tasks', `[${'1,'.repeat(200_000)}1]`, '1: 400001: more than 200000 entries: no list has as many'],
  [
    'absurdly many arguments',
    `[{"args":[${'1,'.repeat(10_000)}1]}]`,
    '1: 20010: more than 10000 entries: no list has as many',
  ],
])('syntax: %s', (_name, text, mistake) => {
  expect(parseTaskList(text, 'tasks.json').mistakes.map(show)).toEqual([mistake]);
});

test.each([
  [
    'a key that is there twice',
    `[{"image":"a:1",\n${task.slice(1)}]`,
    ['2: 52: tasks[0].image: is there twice: in line 1 too'],
  ],
  [
    'a key that is there twice in another spelling',
    `[{"im\\u0061ge":"a:1",\n${task.slice(1)}]`,
    ['2: 52: tasks[0].image: is there twice: in line 1 too'],
  ],
  ['the list twice', `{"tasks":[${task}],\n"tasks":[${task}]}`, ['2: 1: tasks: is there twice: in line 1 too']],
  [
    '__proto__',
    `[{"__proto__":{"image":"a:1"},\n${task.slice(1)}]`,
    ['1: 3: tasks[0].__proto__: is a key that programs lose'],
  ],
  [
    '__proto__ in a free place',
    `[{"env":{"__proto__":"x"},\n${task.slice(1)}]`,
    ['1: 10: tasks[0].env.__proto__: is a key that programs lose'],
  ],
])('%s', (_name, text, mistakes) => {
  expect(parseTaskList(text, 'tasks.json').mistakes.map(show)).toEqual(mistakes);
});

test('mistakes of all kinds are listed at once, by their positions', () => {
  const text = `{ "tasks": [\n ${task},\n { "taskId": "a", "image": "A", "parentTaskId": "x", "image": "a b", "foo": 1 } ],\n "namespace": "A" }`;
  expect(parseTaskList(text, 'tasks.json').mistakes.map(show)).toEqual([
    '3: 14: tasks[1].taskId: "a" is there twice: see line 2, column 12',
    '3: 49: tasks[1].parentTaskId: "x" is no task of the list',
    '3: 54: tasks[1].image: is there twice: in line 3 too',
    '3: 63: tasks[1].image: "a b" has a space',
    '3: 70: tasks[1].foo: unknown field',
    '4: 15: namespace: "A" is not a DNS-1123 label: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends',
  ]);
});

test('a list with more mistakes than anybody reads is not read to its end', () => {
  const { mistakes } = parseTaskList(`[${'1,'.repeat(150_000)}1]`, 'tasks.json');
  expect(mistakes).toHaveLength(100_002);
  expect(mistakes.at(-1)?.text).toBe('and so on: the rest of the list was not read');
});
