import { parseTaskList } from '../../lib/task-list';
import { listOf } from '../support/list';

const image = 'alpine:3';
const build = { taskId: 'build', repoUrl: 'https://example.com/a.git', image };
const docs = { ...build, taskId: 'docs' };

function child(taskId: string, parentTaskId: string, ...inputs: string[]): object {
  return { taskId, parentTaskId, image, ...(inputs.length > 0 && { inputs }) };
}

/** Returns the problems of a list, without their positions. */
function problemsIn(list: unknown): string[] {
  return parseTaskList(JSON.stringify(list), 'tasks.json').problems.map(({ path, message }) => `${path}: ${message}`);
}

/** Returns the IDs of each wave of the first chain. */
function wavesOf(list: unknown): string[][] {
  const waves: string[][] = [];
  for (const { task, wave } of listOf(list).chains[0]!.tasks) (waves[wave] ??= []).push(task.taskId);
  return waves;
}

describe('the wave of a task', () => {
  test('is one more than the highest of its parent and its inputs', () => {
    const list = [
      child('report', 'build', 'lint', 'unit-tests'),
      child('unit-tests', 'compile'),
      child('lint', 'build'),
      child('publish', 'report'),
      child('compile', 'build'),
      build,
    ];
    expect(wavesOf(list)).toEqual([['build'], ['compile', 'lint'], ['unit-tests'], ['report'], ['publish']]);
  });

  test('is also after an input of an input, and after a grandparent', () => {
    const list = [
      build,
      child('a', 'build', 'b'),
      child('b', 'build', 'c'),
      child('c', 'd', 'build'),
      child('d', 'build'),
    ];
    expect(wavesOf(list)).toEqual([['build'], ['d'], ['c'], ['b'], ['a']]);
  });

  test('is found in a chain that is longer than the call stack', () => {
    const length = 20_000;
    const tasks = Array.from({ length }, (_, i) => child(`t${i}`, 'build', ...(i > 0 ? [`t${i - 1}`] : [])));
    expect(listOf([...tasks.reverse(), build]).chains[0]!.tasks.at(-1)).toMatchObject({ wave: length });
  });
});

test.each<[string, unknown, string[]]>([
  [
    'unknown tasks',
    [build, child('lint', 'build'), child('report', 'build', 'lnt', 'zebra')],
    [
      'tasks[2].inputs[0]: "lnt" is not a task in this list; did you mean "lint"?',
      'tasks[2].inputs[1]: "zebra" is not a task in this list; correct the ID or add the task',
    ],
  ],
  [
    'the task itself and its parent',
    [build, child('report', 'build', 'build', 'report')],
    [
      'tasks[1].inputs[0]: "build" is the parent of this task, which starts from a copy of its tree; remove it',
      'tasks[1].inputs[1]: "report" is the task itself; use the ID of another task',
    ],
  ],
  [
    'a task that is an input twice',
    [build, child('lint', 'build'), child('report', 'build', 'lint', 'lint')],
    ['tasks[2].inputs[1]: "lint" is an input twice; remove one of the two'],
  ],
  [
    'a task of another chain',
    [build, docs, child('check', 'docs'), child('report', 'build', 'check', 'docs')],
    [
      'tasks[3].inputs[0]: "check" is in the chain of "docs"; use tasks of the chain of "build", which share a claim and start in order',
      'tasks[3].inputs[1]: "docs" is in the chain of "docs"; use tasks of the chain of "build", which share a claim and start in order',
    ],
  ],
  [
    'inputs of roots',
    {
      repositories: { app: { url: 'https://example.com/a.git' } },
      tasks: [
        { ...build, inputs: ['lint'] },
        child('lint', 'build'),
        { ...docs, inputs: [], existingClaim: 'data' },
        { taskId: 'site', image, repository: 'app', inputs: ['lint'] },
      ],
    },
    [0, 2, 3].map(
      (index) =>
        `tasks[${index}].inputs: only a child task may set this (all other tasks of a chain start after its root task); remove it`,
    ),
  ],
  [
    'inputs in defaults',
    { defaults: { inputs: ['build'] }, tasks: [build] },
    ['defaults.inputs: cannot be set in defaults; set it at each task'],
  ],
  [
    'other values',
    [build, { ...child('a', 'build'), inputs: 'build' }, { ...child('b', 'build'), inputs: ['a b', 5, null] }],
    [
      'tasks[1].inputs: "build" is a string, not an array; write ["build"]',
      expect.stringMatching(/^tasks\[2\]\.inputs\[0\]: "a b" is not a label value/),
      'tasks[2].inputs[1]: 5 is a number, not a string; write "5"',
      'tasks[2].inputs[2]: must not be null; use a string',
    ],
  ],
  [
    'a child as input of its parent',
    [build, child('lint', 'build', 'fix'), child('fix', 'lint')],
    ['tasks[1].inputs[0]: is part of a cycle: lint -> fix -> lint; remove this input'],
  ],
  [
    'a cycle of inputs',
    [build, child('a', 'build', 'b'), child('b', 'build', 'c'), child('c', 'build', 'a')],
    ['tasks[1].inputs[0]: is part of a cycle: a -> b -> c -> a; remove this input'],
  ],
  [
    'a cycle of parents and inputs, and one of inputs',
    [
      build,
      child('a', 'build'),
      child('b', 'a', 'd'),
      child('c', 'build', 'b'),
      child('d', 'c', 'e'),
      child('e', 'build', 'a', 'd'),
    ],
    [
      'tasks[2].inputs[0]: is part of a cycle: b -> d -> c -> b; remove this input',
      'tasks[4].inputs[0]: is part of a cycle: d -> e -> d; remove this input',
    ],
  ],
  [
    'inputs in a cycle of parents',
    [build, child('a', 'b', 'c'), child('b', 'a'), child('c', 'build', 'a')],
    [
      'tasks[1].parentTaskId: is part of a cycle: a -> b -> a; start the chain with a task without parentTaskId',
      'tasks[1].inputs[0]: is part of a cycle: a -> c -> a; remove this input',
    ],
  ],
  [
    'inputs of a task whose parent is unknown',
    [build, docs, child('a', 'biuld', 'docs', 'lint')],
    [
      'tasks[2].parentTaskId: "biuld" is not a task in this list; did you mean "build"?',
      'tasks[2].inputs[1]: "lint" is not a task in this list; correct the ID or add the task',
    ],
  ],
])('reports %s', (_, list, problems) => {
  expect(problemsIn(list)).toEqual(problems);
});

test('a problem has the position of the input', () => {
  const text =
    '[\n{ "taskId": "a", "parentTaskId": "b", "image": "a:1",\n  "inputs": ["c",\n    "x"] },\n' +
    '{ "taskId": "b", "repoUrl": "https://example.com/a.git", "image": "a:1" },\n' +
    '{ "taskId": "c", "parentTaskId": "b", "image": "a:1" }\n]';
  expect(parseTaskList(text, 'tasks.json').problems).toMatchObject([
    { line: 4, column: 5, path: 'tasks[0].inputs[1]' },
  ]);
});

test('a task that is small in the list can have a Job that is too large', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const ids = letters.flatMap((a) => letters.map((b) => `${a}${b}`)).slice(0, 2200);
  const list = [
    { ...build, run: 999 },
    ...ids.map((id) => ({ ...child(id, 'build'), run: 999 })),
    child('join', 'build', ...ids),
  ];
  expect(JSON.stringify(list.at(-1)).length).toBeLessThan(16 * 1024);
  expect(problemsIn(list)).toEqual([
    expect.stringMatching(/^tasks\[2201\]: the Job takes 2\d{5} bytes; at most 261120/),
  ]);
});
