import { chmodSync, lstatSync, readdirSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from '../support/checkout';
import { FakeCluster } from './support/fake-cluster';
import { runProgram, type Result } from './support/program';
import { startProgram, type Run } from './support/start-program';

jest.setTimeout(60_000);

const LIST = `{
  "defaults": { "image": "alpine:3" },
  "tasks": [
    { "taskId": "build", "repoUrl": "https://example.com/app.git" },
    {
      "parentTaskId": "build",
      "taskId": "test",
      "run": 3
    },
    { "taskId": "lint", "parentTaskId": "build" },
    { "taskId": "report", "parentTaskId": "lint", "inputs": ["test"] },
    { "taskId": "other", "repoUrl": "https://example.com/app.git", "allowFailure": true },
    { "taskId": "last", "parentTaskId": "other", "run": 999 }
  ]
}
`;

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout().write('tasks.json', LIST);
});
afterEach(() => checkout.remove());

function rerun(...args: readonly string[]): Result {
  return runProgram(checkout.folder, ['rerun', ...args]);
}

/** Returns the lines of the list that changed, and those that are new. */
function changedLines(): string[] {
  const before = LIST.split('\n');
  return checkout
    .read('tasks.json')
    .split('\n')
    .filter((line) => !before.includes(line));
}

test('increases the run of tasks, and prints first what will happen', () => {
  expect(rerun('test', 'lint')).toEqual({
    status: 0,
    stdout: `lint: will run again (run 1 -> 2)
test: will run again (run 3 -> 4)
report: will not run again although an earlier task of the chain will (\`lint\`; set \`"run":2\` to run this task too)

increased "run" of 2 tasks in tasks.json
Next: npm run synth, npm run apply, then commit tasks.json and dist/
`,
    stderr: '',
  });
  expect(changedLines()).toEqual(['      "run": 4', '    { "taskId": "lint", "run": 2, "parentTaskId": "build" },']);
});

test('--children increases it for all tasks below, by parents and inputs', () => {
  const { status, stdout } = rerun('--children', 'test');
  expect(status).toBe(0);
  expect(stdout).toContain(`report: will run again (run 1 -> 2)\ntest: will run again (run 3 -> 4)\n\n`);
  expect(changedLines()).toEqual([
    '      "run": 4',
    '    { "taskId": "report", "run": 2, "parentTaskId": "lint", "inputs": ["test"] },',
  ]);
});

test('increases the run of a task once if it is named twice and is a child of another one', () => {
  expect(rerun('build', 'test', 'test', '--children').stdout).toContain('\nincreased "run" of 4 tasks in tasks.json\n');
  expect(changedLines()).toContain('      "run": 4');
});

test('with Argo CD, the next step is a commit', () => {
  const argoCd =
    '"namespace": "tasks", "argoCd": { "repoURL": "https://example.com/tasks.git", "path": "out", "jobHealthCheck": true },';
  checkout.write('staging.json', LIST.replace('{', `{ ${argoCd}`));
  const { stdout } = rerun('build', '--file', 'staging.json');
  expect(stdout).toMatch(/\nNext: npm run synth -- --file staging\.json, then commit staging\.json and out\/\n$/);
  expect(changedLines()).toEqual([]);
});

test.each([
  ['a task does not exist', ['build', 'tset'], '"tset" is not a task in this list; did you mean "test"?\n'],
  [
    'a task has the highest run',
    ['other', '--children'],
    '"last" has run 999, the highest: give the task another ID to run it again\n',
  ],
])('changes nothing if %s', (_, args, message) => {
  expect(rerun(...args)).toEqual({ status: 1, stdout: '', stderr: message });
  expect(checkout.read('tasks.json')).toBe(LIST);
});

test('changes nothing if the list has an error', () => {
  const list = LIST.replace('alpine:3', 'Alpine:3');
  checkout.write('tasks.json', list);
  const { status, stderr } = rerun('build');
  expect(status).toBe(1);
  expect(stderr).toContain('defaults.image: "Alpine:3"');
  expect(checkout.read('tasks.json')).toBe(list);
});

test('reads and keeps a byte order mark', () => {
  checkout.write('tasks.json', `\uFEFF${LIST}`);
  expect(rerun('lint').status).toBe(0);
  expect(checkout.read('tasks.json')).toMatch(/^\uFEFF\{(.|\n)*"run": 2/);
});

test('changes nothing if the app fails', () => {
  checkout.write('main.ts', "exports.synthesize = () => { throw new Error('broken on purpose'); };");
  const { status, stderr } = rerun('build');
  expect(status).toBe(1);
  expect(stderr).toContain('main.ts failed');
  expect(checkout.read('tasks.json')).toBe(LIST);
});

test('keeps the mode of the file and a symbolic link to it, and leaves no other file', () => {
  const file = join(checkout.folder, 'tasks.json');
  const target = join(checkout.folder, 'target.json');
  chmodSync(file, 0o640);
  renameSync(file, target);
  symlinkSync('target.json', file);
  const files = readdirSync(checkout.folder);
  expect(rerun('build').status).toBe(0);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(statSync(target).mode & 0o777).toBe(0o640);
  expect(checkout.read('target.json')).toContain('"run": 2');
  expect(readdirSync(checkout.folder)).toEqual(files);
});

test('a command without a task is wrong', () => {
  const { status, stderr } = rerun('--children');
  expect(status).toBe(2);
  expect(stderr).toContain("error: name the tasks, or use '--failed'");
});

describe('with --failed', () => {
  let cluster: FakeCluster;
  beforeEach(async () => {
    cluster = await FakeCluster.start();
  });
  afterEach(() => cluster.stop());

  function rerunFailed(...args: readonly string[]): Run {
    return startProgram(checkout.folder, ['rerun', '--failed', ...args], cluster.env);
  }

  test('increases the run of the tasks whose newest Job failed and that must not fail', async () => {
    cluster.putJob('keruta-job-build', 'Complete');
    cluster.putJob('keruta-job-test-run3', 'Failed');
    cluster.putJob('keruta-job-test-run2', 'Complete');
    cluster.putJob('keruta-job-report', 'Failed');
    cluster.put('jobs', {
      metadata: { name: 'keruta-job-report', annotations: { 'keruta/allow-failure': 'true' } },
      status: { conditions: [{ type: 'Failed', status: 'True' }] },
    });
    cluster.putJob('keruta-job-other', 'Failed');
    cluster.putJob('keruta-job-of-no-task', 'Failed');
    const run = rerunFailed();
    expect(await run.exitCode).toBe(0);
    expect(changedLines()).toEqual(['      "run": 4']);
  });

  test('skips a task whose new run is not in the cluster yet', async () => {
    cluster.putJob('keruta-job-test-run2', 'Failed');
    const run = rerunFailed();
    expect(await run.exitCode).toBe(0);
    expect(run.lines).toEqual(['no task failed']);
    expect(changedLines()).toEqual([]);
  });

  test('adds the tasks that are named, and with --children all below', async () => {
    cluster.putJob('keruta-job-lint', 'Failed');
    const run = rerunFailed('lint', 'test', '--children');
    expect(await run.exitCode).toBe(0);
    expect(run.lines).toContain('increased "run" of 3 tasks in tasks.json');
  });

  test('changes nothing if there is no cluster', async () => {
    cluster.isDown = true;
    const run = rerunFailed();
    expect(await run.exitCode).toBe(1);
    expect(run.errors.join()).toMatch(/^kubectl cannot reach the cluster: /);
    expect(changedLines()).toEqual([]);
  });
});
