import { parseTaskList } from '../../lib/task-list';

const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };
const database = { name: 'database', image: 'postgres:17' };

/** Returns the errors of a list, as `path: message`. */
function errorsOf(list: unknown): string[] {
  return parseTaskList(JSON.stringify(list, null, 2), 'tasks.json')
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`);
}

function errorsOfSidecars(...sidecars: unknown[]): string[] {
  return errorsOf([{ ...root, sidecars }]).map((error) => error.replace(/^tasks\[0\]\.sidecars/, ''));
}

const RESERVED = 'is the name of a container of this project; use another name';
const LABEL = 'is not a DNS-1123 label: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends';

test.each<[object, string[]]>([
  [database, []],
  [{ ...database, tree: 'readOnly', startupProbe: { port: 65535, deadlineSeconds: 1 } }, []],
  [{ ...database, env: { TASK_ID: 'a', A: '$(B)', B: 'b' }, envFrom: [{ secret: 'database' }] }, []],
  [{ ...database, name: 'x'.repeat(63) }, []],
  [{ image: 'postgres:17' }, ['[0]: name is required']],
  [{ name: 'database' }, ['[0]: image is required']],
  [{ ...database, name: 'main' }, [`[0].name: "main" ${RESERVED}`]],
  [{ ...database, name: 'git-clone' }, [`[0].name: "git-clone" ${RESERVED}`]],
  [{ ...database, name: 'copy-workspace' }, [`[0].name: "copy-workspace" ${RESERVED}`]],
  [{ ...database, name: 'wait-for-sidecars' }, [`[0].name: "wait-for-sidecars" ${RESERVED}`]],
  [{ ...database, name: 'a.b' }, [`[0].name: "a.b" ${LABEL}`]],
  [{ ...database, tree: 'readWrite' }, ['[0].tree: "readWrite" is not "readOnly"']],
  [{ ...database, ports: [5432] }, ['[0].ports: unknown field; correct the name or remove it']],
  [{ ...database, startupProbe: {} }, ['[0].startupProbe: port is required']],
  [
    { ...database, startupProbe: { port: 65536, deadlineSeconds: 0 } },
    [
      '[0].startupProbe.port: 65536 is not an integer from 1 to 65535',
      '[0].startupProbe.deadlineSeconds: 0 is not an integer from 1 to 2147483647',
    ],
  ],
  [
    { ...database, resources: { requests: { memory: '4Gi' } } },
    [
      '[0].resources.requests.memory: "4Gi" is more than the limit 2Gi (the default); change it, or set resources.limits.memory too',
    ],
  ],
  [
    { ...database, tmpSize: '4Gi' },
    [
      '[0].tmpSize: "4Gi" is more than the limit of ephemeral-storage 2Gi (the default); change it, or set resources.limits["ephemeral-storage"] too',
    ],
  ],
  [
    { ...database, env: { A: '$(A)' } },
    ['[0].env.A: $(A) is not expanded, because the variable refers to itself; write $$(A) for this text'],
  ],
])('%j', (sidecar, errors) => {
  expect(errorsOfSidecars(sidecar)).toEqual(errors);
});

test('have different names and ports', () => {
  const startupProbe = { port: 5432 };
  const other = { ...database, name: 'other', startupProbe };
  expect(errorsOfSidecars({ ...database, startupProbe }, other, database)).toEqual(
    [
      '[2].name: "database" is also the name of sidecars[0]: containers of a pod have different names; use another name',
      '[1].startupProbe.port: 5432 is also the port of sidecars[0]: containers of a pod share its ports; use another port',
    ].sort((a, b) => a.localeCompare(b)),
  );
});

test('of the defaults are checked once, and replaced by those of a task', () => {
  const defaults = { sidecars: [{ ...database, tmpSize: '4Gi' }] };
  expect(errorsOf({ defaults, tasks: [root, child] })).toEqual([
    expect.stringMatching(/^defaults.sidecars\[0\].tmpSize: /),
  ]);
  const tasks = [root, child].map((task) => ({ ...task, sidecars: [] }));
  expect(errorsOf({ defaults, tasks })).toEqual([]);
});

test('an error shows no value that may be secret', () => {
  const errors = errorsOfSidecars({ ...database, env: { A: { secret: 'hunter2!' } }, args: 'hunter2', command: [5] });
  expect(errors).toHaveLength(4);
  expect(errors.join()).not.toContain('hunter2');
});

test('many short sidecars can be too large for a Job', () => {
  const sidecars = Array.from({ length: 560 }, (_, index) => ({ name: `s${index}`, image: 'a:1' }));
  expect(errorsOf([{ ...root, sidecars }])).toEqual([
    expect.stringMatching(/^tasks\[0\]: the Job takes \d+ bytes; at most/),
  ]);
});
