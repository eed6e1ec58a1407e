import { Chart, Testing } from 'cdk8s';
import { GitRepoClaim, GitRepoJob, GitRepoTask, type ChildTaskProps } from '../../lib';
import { initOf, jobsOf, mainOf, objectsOf, podOf, type Job } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';
import { restrictedViolations } from '../support/pod-security';

const image = 'alpine:3.22';
const ROOT = { taskId: 'build', image, repoUrl: 'https://example.com/app.git' };

interface Tasks {
  readonly build: GitRepoTask;
  readonly lint: GitRepoTask;
  readonly tests: GitRepoTask;
}

/** Creates a chain of three tasks. */
function createTasks(chart: Chart): Tasks {
  const build = new GitRepoTask(chart, 'build', ROOT);
  const lint = new GitRepoTask(chart, 'lint', { taskId: 'lint', image, parent: build, run: 2 });
  const tests = new GitRepoTask(chart, 'tests', { taskId: 'Unit_Tests', image, parent: lint });
  return { build, lint, tests };
}

/** Returns the Job of a task that joins others. */
function join(propsOf: (tasks: Tasks) => Partial<ChildTaskProps>): Job {
  const jobs = jobsOf(
    objectsOf((chart) => {
      const tasks = createTasks(chart);
      new GitRepoTask(chart, 'report', { taskId: 'report', image, parent: tasks.build, ...propsOf(tasks) });
    }),
  );
  return jobs.at(-1)!;
}

/** Returns the errors of a task that joins others. */
function errorsOf(propsOf: (tasks: Tasks, chart: Chart) => object): string[] {
  const chart = new Chart(Testing.app(), 'chain', { namespace: 'tasks' });
  const tasks = createTasks(chart);
  try {
    new GitRepoTask(chart, 'report', { taskId: 'report', image, parent: tasks.build, ...propsOf(tasks, chart) });
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('a task with inputs', () => {
  const job = join(({ lint, tests }) => ({ inputs: [tests, lint] }));

  test('mounts their trees read-only, in folders with the DNS forms of their IDs', () => {
    expect(mainOf(job).volumeMounts).toEqual([
      { name: 'git-repo', mountPath: '/git-repo', subPath: 'trees/report' },
      { name: 'tmp', mountPath: '/tmp' },
      {
        name: 'git-repo',
        mountPath: '/inputs/unit-tests-c5aea1f6',
        subPath: 'trees/unit-tests-c5aea1f6',
        readOnly: true,
      },
      { name: 'git-repo', mountPath: '/inputs/lint', subPath: 'trees/lint-run2', readOnly: true },
    ]);
    expect(schemaErrors(job)).toEqual([]);
    expect(restrictedViolations(podOf(job))).toEqual([]);
  });

  test('starts in the wave after the last of them', () => {
    expect(job.metadata!.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '3' });
  });

  test('has an init container that checks their trees on the whole claim', () => {
    expect(initOf(job).env).toContainEqual({
      name: 'INPUTS',
      value: 'Unit_Tests=unit-tests-c5aea1f6 lint=lint-run2',
    });
    expect(initOf(job).volumeMounts).toContainEqual({ name: 'git-repo', mountPath: '/git-repo' });
    expect(mainOf(job).env!.map(({ name }) => name)).not.toContain('INPUTS');
  });

  test('has the same Job whatever their order is', () => {
    expect(join(({ lint, tests }) => ({ inputs: [lint, tests] }))).toEqual(job);
  });

  test('can have an ancestor that is not its parent', () => {
    const { volumeMounts } = mainOf(join(({ build, lint }) => ({ parent: lint, inputs: [build] })));
    expect(volumeMounts).toContainEqual({
      name: 'git-repo',
      mountPath: '/inputs/build',
      subPath: 'trees/build',
      readOnly: true,
    });
  });
});

test('a task without inputs has the same Job as before', () => {
  const none = join(() => ({}));
  expect(join(() => ({ inputs: [] }))).toEqual(none);
  expect(JSON.stringify(none)).not.toMatch(/inputs/i);
});

test('a Job can have Jobs as inputs', () => {
  const [, , report] = jobsOf(
    objectsOf((chart) => {
      const claim = GitRepoClaim.fromClaimName(chart, 'claim', 'data');
      const build = new GitRepoJob(chart, 'build', { ...ROOT, claim });
      const lint = new GitRepoJob(chart, 'lint', { taskId: 'lint', image, parent: build });
      const joined = new GitRepoJob(chart, 'report', { taskId: 'report', image, parent: build, inputs: [lint] });
      expect([joined.syncWave, joined.rootTaskId]).toEqual([2, 'build']);
    }),
  );
  expect(initOf(report!).env).toContainEqual({ name: 'INPUTS', value: 'lint=lint' });
});

describe('the inputs of a task', () => {
  test('must be other tasks of its chain, each once, and not its parent', () => {
    const errors = errorsOf(({ build, lint }, chart) => {
      const docs = new GitRepoTask(chart, 'docs', { ...ROOT, taskId: 'docs' });
      return { inputs: [lint, lint, build, docs] };
    });
    expect(errors).toEqual([
      'chain/report: inputs[1]: "lint" is an input twice; remove one of the two',
      'chain/report: inputs[2]: "build" is the parent of this task, which starts from a copy of its tree; remove it',
      'chain/report: inputs[3]: "docs" is in the chain of "docs"; use tasks of the chain of "build", which share a claim and start in order',
    ]);
  });

  test('must not be those of a root task', () => {
    expect(errorsOf(({ lint }) => ({ ...ROOT, taskId: 'report', parent: undefined, inputs: [lint] }))).toEqual([
      'chain/report: inputs: only a child task may set this (all other tasks of a chain start after its root task); remove it',
    ]);
    expect(errorsOf(() => ({ ...ROOT, taskId: 'report', parent: undefined, inputs: undefined }))).toEqual([]);
  });

  test('must be in its namespace', () => {
    const other = new Chart(Testing.app(), 'other', { namespace: 'other' });
    expect(errorsOf(() => ({ inputs: [createTasks(other).lint] }))).toEqual([
      'chain/report: inputs[0]: is in the namespace "other", but this task is in the namespace "tasks"; use charts of one namespace',
    ]);
  });

  test.each<[unknown, string]>([
    [null, 'inputs: must be an array of GitRepoTask'],
    ['lint', 'inputs: must be an array of GitRepoTask'],
    [['lint'], 'inputs[0]: must be a GitRepoTask'],
    [[undefined], 'inputs[0]: must be a GitRepoTask'],
  ])('must not be %p', (inputs, message) => {
    expect(errorsOf(() => ({ inputs }))).toEqual([`chain/report: ${message}`]);
  });

  test('must be Jobs if the task is a Job', () => {
    const chart = Testing.chart();
    const { build, lint } = createTasks(chart);
    const props = { taskId: 'report', image, parent: build.job, inputs: [lint] as never };
    expect(() => new GitRepoJob(chart, 'report', props)).toThrow('inputs[0]: must be a GitRepoJob');
  });

  test('are not accepted by the type of a root task', () => {
    const chart = Testing.chart();
    const { lint } = createTasks(chart);
    // @ts-expect-error a root has no inputs
    expect(() => new GitRepoTask(chart, 'docs', { ...ROOT, taskId: 'docs', inputs: [lint] })).toThrow('inputs');
  });
});
