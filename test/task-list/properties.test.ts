import fc from 'fast-check';
import { parseTaskList, type Problem, type TaskListResult } from '../../lib/task-list';
import { mutatedList, validList } from '../support/arbitraries';

function read(list: unknown): TaskListResult {
  return parseTaskList(JSON.stringify(list, null, 2), 'tasks.json');
}

/** Errors, or a list with warnings; problems are in order, point into the text and are safe to print on a terminal. */
function expectResult(text: string): void {
  const { list, problems } = parseTaskList(text, 'tasks.json');
  expect(problems.some(({ severity }) => severity === 'error')).toBe(list === undefined);
  const lines = text.split(/\r\n|\r|\n/);
  const offset = ({ line = 0, column = 0 }: Problem): number => line * 1e6 + column;
  expect(problems.map(offset)).toEqual(problems.map(offset).sort((a, b) => a - b));
  for (const { line = 0, column, path = '', message } of problems) {
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(message + path).not.toMatch(/[\p{C}\u2028\u2029]/u);
    expect(message.replace(/".*"/g, '')).not.toMatch(/undefined|\[object|Invalid input/);
  }
}

test('a valid list has no errors', () => {
  fc.assert(
    fc.property(validList(), (list) => {
      expect(read(list).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
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

test('a task comes after its parent and its inputs', () => {
  let inputCount = 0;
  fc.assert(
    fc.property(validList(), (list) => {
      for (const { root, tasks } of read(list).list?.chains ?? []) {
        expect(tasks[0]).toBe(root);
        tasks.forEach(({ task, parent, inputs }, index) => {
          expect(parent?.task.taskId).toBe(task.parentTaskId);
          expect(inputs.map((input) => input.task.taskId)).toEqual(task.inputs ?? []);
          inputCount += inputs.length;
          for (const needed of [parent ?? root, ...inputs])
            expect(index === 0 || tasks.indexOf(needed) < index).toBe(true);
        });
      }
    }),
  );
  expect(inputCount).toBeGreaterThan(10);
});

test('every task of a list is in one chain', () => {
  fc.assert(
    fc.property(validList(), (list) => {
      const ids = read(list).list?.chains.flatMap(({ tasks }) => tasks.map(({ task }) => task.taskId));
      expect(ids?.sort()).toEqual(list.tasks.map(({ taskId }) => taskId).sort());
    }),
  );
});

test('a broken list gives a result', () => {
  fc.assert(
    fc.property(mutatedList(), (list) => expectResult(JSON.stringify(list, null, 2))),
    { numRuns: 200 },
  );
});

test('any JSON gives a result', () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((tasks) => ({ tasks })),
    fc.array(fc.jsonValue()),
  );
  fc.assert(
    fc.property(json, (value) => expectResult(JSON.stringify(value))),
    { numRuns: 200 },
  );
});

test('any text gives a result', () => {
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
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: pieces })), expectResult), { numRuns: 2000 });
});
