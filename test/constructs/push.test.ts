import { Testing, type Chart } from 'cdk8s';
import { GitRepoClaim, GitRepoTask, type Push } from '../../lib';
import { jobsOf, objectsOf, podOf, type Container, type PodSpec } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';
import { restrictedViolations } from '../support/pod-security';

const ROOT = {
  taskId: 'fix',
  image: 'alpine:3.22',
  repoUrl: 'https://example.com/app.git',
  gitSecret: 'clone',
  ref: 'main',
};
const PUSH = {
  branch: 'results/$(HOME)',
  gitSecret: 'git-push',
  commit: { message: '$(X) $$', author: { name: 'Robot', email: 'robot@example.com' } },
};

function create(chart: Chart, push: Push, more: object = {}): GitRepoTask {
  const parent = new GitRepoTask(chart, 'fix', ROOT);
  return new GitRepoTask(chart, 'publish', { taskId: 'publish', parent, push, ...more });
}

function podWith(push: Push): PodSpec {
  return podOf(jobsOf(objectsOf((chart) => void create(chart, push)))[1]!);
}

function steps({ initContainers, containers }: PodSpec): Container[] {
  return [...initContainers!, ...containers];
}

function valueOf(container: Container, name: string): string | undefined {
  return container.env!.find((variable) => variable.name === name)?.value;
}

test('a Job that pushes is valid, and passes Pod Security restricted', () => {
  const job = jobsOf(objectsOf((chart) => void create(chart, PUSH)))[1]!;
  expect(schemaErrors(job)).toEqual([]);
  expect(restrictedViolations(podOf(job))).toEqual([]);
  expect(job.metadata).toMatchObject({
    name: 'keruta-job-publish',
    annotations: { 'argocd.argoproj.io/sync-wave': '1' },
    labels: { 'parent-task-id': 'fix', 'root-task-id': 'fix' },
  });
  // Of any container.
  expect(job.spec!.podFailurePolicy!.rules[1]!.onExitCodes).toEqual({ operator: 'In', values: [65] });
});

describe('its containers', () => {
  const pod = podWith(PUSH);
  const mounts = (name: string): object[] =>
    steps(pod).flatMap((container) =>
      container.volumeMounts!.filter((mount) => mount.name === name).map((mount) => ({ ...mount, in: container.name })),
    );

  test('are the steps of a push', () => {
    expect(steps(pod).map(({ name }) => name)).toEqual(['push-look', 'push-check', 'push-commit', 'push']);
  });

  test('mount either the Secret or a tree', () => {
    const mountPath = '/git-repo';
    const secret = { name: 'git-secret', mountPath: '/etc/git-secret', readOnly: true };
    expect(mounts('git-secret')).toEqual([
      { ...secret, in: 'push-look' },
      { ...secret, in: 'push' },
    ]);
    expect(mounts('git-repo')).toEqual([
      { name: 'git-repo', mountPath, in: 'push-check' },
      { name: 'git-repo', mountPath, subPath: 'trees/fix', readOnly: true, in: 'push-commit' },
    ]);
  });

  test('share no writable folder with one that reads the tree', () => {
    const writable = steps(pod).map(({ name, volumeMounts }) => [
      name,
      volumeMounts!.filter(({ readOnly }) => !readOnly).map((mount) => mount.name),
    ]);
    expect(Object.fromEntries(writable)).toEqual({
      'push-look': ['push-look-tmp', 'push-notes'],
      'push-check': ['push-commit-tmp', 'push-notes', 'git-repo'],
      'push-commit': ['push-commit-tmp', 'push-packs'],
      push: ['push-tmp'],
    });
  });

  test('get the credential neither by environment nor by a ServiceAccount', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    for (const { env, envFrom } of steps(pod)) {
      expect(envFrom).toBeUndefined();
      expect(env!.filter(({ valueFrom }) => valueFrom && !valueFrom.fieldRef)).toEqual([]);
    }
    for (const name of ['push-check', 'push-commit']) {
      expect(
        valueOf(
          steps(pod).find((step) => step.name === name)!,
          'GIT_SECRET',
        ),
      ).toBeUndefined();
    }
  });

  test('get texts as they are written', () => {
    const [look, , commit, push] = steps(pod);
    for (const step of [look!, commit!, push!]) expect(valueOf(step, 'BRANCH')).toBe('results/$$(HOME)');
    expect(valueOf(commit!, 'COMMIT_MESSAGE')).toBe('$$(X) $$$$');
    expect(steps(pod).map(({ command }) => command![1])).toEqual(
      ['push-look', 'push-check', 'push-commit', 'push'].map((name) => `/etc/workspace-scripts/${name}.sh`),
    );
  });

  test('have limits, and volumes of limited size', () => {
    for (const { resources } of steps(pod)) expect(resources!.limits).toMatchObject({ memory: '1Gi' });
    for (const { name, emptyDir } of pod.volumes!)
      if (emptyDir) expect({ name, ...emptyDir }).toHaveProperty('sizeLimit');
    expect(valueOf(steps(pod)[3]!, 'MAX_BYTES')).toBe('153391689');
  });
});

test('a push elsewhere does not use the start of the chain', () => {
  const startOf = (pod: PodSpec): string | undefined => valueOf(steps(pod)[1]!, 'START_TREE');
  expect(startOf(podWith(PUSH))).toBe('fix');
  const fork = podWith({ ...PUSH, url: 'git@example.com:fork/app.git' });
  expect(startOf(fork)).toBeUndefined();
  expect(valueOf(steps(fork)[3]!, 'REPO_URL')).toBe('git@example.com:fork/app.git');
  expect(valueOf(steps(fork)[3]!, 'GIT_SECRET_KEYS')).toBe('ssh-privatekey known_hosts');
});

test('the git image and the user of the chain are used', () => {
  const pod = podOf(
    jobsOf(
      objectsOf((chart) => {
        const claim = GitRepoClaim.fromRepository(chart, 'app', 'app', { runAsUser: 1000 });
        const parent = new GitRepoTask(chart, 'fix', { ...ROOT, claim, gitImage: 'git:1' });
        new GitRepoTask(chart, 'publish', { taskId: 'publish', parent, push: PUSH });
      }),
    )[1]!,
  );
  expect(steps(pod).map(({ image }) => image)).toEqual(['git:1', 'git:1', 'git:1', 'git:1']);
  expect(pod.securityContext).toMatchObject({ runAsUser: 1000 });
});

describe('constructs are refused', () => {
  const errorsOf = (build: (chart: Chart) => void): string[] => {
    try {
      build(Testing.chart());
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return [];
  };

  test('with an image, a command or inputs', () => {
    const more = { image: 'alpine', inputs: [] };
    const message =
      'cannot be combined with push: its containers run gitImage with scripts of this project, and it has no working tree of its own; remove it';
    expect(errorsOf((chart) => create(chart, PUSH, more))).toEqual([
      `test/publish: image: ${message}`,
      `test/publish: inputs: ${message}`,
    ]);
  });

  test('that start from a push', () => {
    const message = '"publish" pushes and has no working tree of its own; use its parent';
    expect(
      errorsOf((chart) => {
        const publish = create(chart, PUSH);
        new GitRepoTask(chart, 'next', { taskId: 'next', image: 'alpine', parent: publish });
      }),
    ).toEqual([`test/next: parent: ${message}`]);
    expect(
      errorsOf((chart) => {
        const publish = create(chart, PUSH);
        const parent = new GitRepoTask(chart, 'other', { ...ROOT, taskId: 'other' });
        new GitRepoTask(chart, 'next', { taskId: 'next', image: 'alpine', parent, inputs: [publish] });
      })[1],
    ).toBe(`test/next: inputs[0]: ${message}`);
  });

  test('that push to the branch which the chain cloned', () => {
    expect(errorsOf((chart) => create(chart, { branch: 'main' }))).toEqual([
      'test/publish: push.branch: "main" is the branch that the chain cloned; use another one, or set allowDefault to true',
    ]);
  });

  test('that push to the branch of another task', () => {
    expect(
      errorsOf((chart) => {
        const { job } = create(chart, PUSH);
        expect(job.hasTree).toBe(false);
        const parent = new GitRepoTask(chart, 'other', { ...ROOT, taskId: 'other' });
        new GitRepoTask(chart, 'again', { taskId: 'again', parent, push: PUSH });
      }),
    ).toEqual([
      'test/again: push.branch: "results/$(HOME)" is also the branch of task "publish", and one would overwrite the other or fail; use another branch (see test/publish)',
    ]);
  });
});
