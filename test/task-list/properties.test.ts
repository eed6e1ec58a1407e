import fc from 'fast-check';
import { parseTaskList, type Mistake, type Reading } from '../../lib/task-list';
import { mutatedList, validList } from '../support/arbitraries';

function read(list: unknown): Reading {
  return parseTaskList(JSON.stringify(list, null, 2), 'tasks.json');
}

/** Either a list, or mistakes in order that point into the text and can't deceive a terminal. */
function expectAnswer(text: string): void {
  const { list, mistakes, warnings } = parseTaskList(text, 'tasks.json');
  expect(list === undefined).toBe(mistakes.length > 0);
  const lines = text.split(/\r\n|\r|\n/);
  const offset = ({ line = 0, column = 0 }: Mistake): number => line * 1e6 + column;
  for (const found of [mistakes, warnings]) {
    expect(found.map(offset)).toEqual(found.map(offset).sort((a, b) => a - b));
    for (const mistake of found) {
      expect(mistake.column).toBeGreaterThanOrEqual(1);
      expect(mistake.column).toBeLessThanOrEqual((lines[(mistake.line ?? 0) - 1] ?? '').length + 1);
      expect(mistake.text + (mistake.path ?? '')).not.toMatch(/[\p{C}\u2028\u2029]/u);
      expect(mistake.text.replace(/".*"/g, '')).not.toMatch(/undefined|\[object|Invalid input/);
    }
  }
}

test('a valid list has no mistakes', () => {
  fc.assert(
    fc.property(validList(), (list) => {
      expect(read(list).mistakes).toEqual([]);
    }),
  );
});

test('the order of a list does not matter', () => {
  const shuffled = validList().chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list.tasks, { minLength: list.tasks.length })),
  );
  fc.assert(
    fc.property(shuffled, ([list, tasks]) => {
      expect(read({ ...list, tasks }).list).toEqual(read(list).list);
    }),
  );
});

test('a parent stands before its children', () => {
  fc.assert(
    fc.property(validList(), (list) => {
      for (const { root, tasks } of read(list).list?.chains ?? []) {
        expect(tasks[0]).toBe(root);
        tasks.forEach(({ task, parent }, index) => {
          expect(parent?.task.taskId).toBe(task.parentTaskId);
          expect(index === 0 || tasks.indexOf(parent ?? root) < index).toBe(true);
        });
      }
    }),
  );
});

test('every task of a list is in one chain', () => {
  fc.assert(
    fc.property(validList(), (list) => {
      const ids = read(list).list?.chains.flatMap(({ tasks }) => tasks.map(({ task }) => task.taskId));
      expect(ids?.sort()).toEqual(list.tasks.map(({ taskId }) => taskId).sort());
    }),
  );
});

test('a list that somebody broke is answered', () => {
  fc.assert(
    fc.property(mutatedList(), (list) => expectAnswer(JSON.stringify(list, null, 2))),
    { numRuns: 200 },
  );
});

test('any JSON is answered', () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((tasks) => ({ tasks })),
    fc.array(fc.jsonValue()),
  );
  fc.assert(
    fc.property(json, (value) => expectAnswer(JSON.stringify(value))),
    { numRuns: 200 },
  );
});

test('any text is answered', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '1',
    '-',
    '.',
    'e',
    'null',
    '\\',
    '/',
    '//',
    '/*',
    '\n',
    '\r',
    '\u2028',
    '\ufeff',
    ' ',
    '\u0000',
    "'",
    '\\u12',
    '__proto__',
    '"tasks":',
  );
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: pieces })), expectAnswer), { numRuns: 2000 });
});
