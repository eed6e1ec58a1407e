import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { GitRepoClaim, GitRepoJob, GitRepoTask, type EphemeralVolume } from '../../lib';
import { claimsOf, initOf, jobsOf, mainOf, objectsOf, podOf, type Job } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';

const ROOT = { taskId: 'build', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };

function ephemeralTask(ephemeral: EphemeralVolume, props: object = {}): Job {
  const objects = objectsOf((chart) => new GitRepoTask(chart, 'build', { ...ROOT, ephemeral, ...props }));
  expect(objects.flatMap(schemaErrors)).toEqual([]);
  expect(claimsOf(objects)).toEqual([]);
  return jobsOf(objects)[0]!;
}

test('the tree is on an emptyDir, which both containers mount as they mount a claim', () => {
  const job = ephemeralTask({ size: '1Gi' });
  expect(podOf(job).volumes![0]).toEqual({ name: 'git-repo', emptyDir: { sizeLimit: '1Gi' } });
  expect(mainOf(job).volumeMounts![0]).toEqual({ name: 'git-repo', mountPath: '/git-repo', subPath: 'trees/build' });
  expect(initOf(job).volumeMounts![0]).toEqual({ name: 'git-repo', mountPath: '/git-repo' });
  expect(initOf(job).command).toEqual(['/bin/sh', '/etc/workspace-scripts/clone.sh']);
});

test('with a StorageClass, Kubernetes creates and deletes a claim with the pod', () => {
  expect(podOf(ephemeralTask({ size: '20Gi', storageClass: 'fast' })).volumes![0]).toEqual({
    name: 'git-repo',
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { app: 'keruta', 'task-id': 'build' } },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'fast',
          resources: { requests: { storage: '20Gi' } },
        },
      },
    },
  });
});

test('the pod runs on any node, as the user of the task', () => {
  const { template } = ephemeralTask({ size: '1Gi' }, { runAsUser: 1000, fsGroup: 5 }).spec!;
  expect(template.spec!.affinity).toBeUndefined();
  expect(template.metadata!.labels).not.toHaveProperty('git-repo-claim');
  expect(template.spec!.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000, fsGroup: 5 });
  const { securityContext } = podOf(ephemeralTask({ size: '1Gi' }));
  expect(securityContext).toMatchObject({ runAsUser: 65534, runAsGroup: 65534, fsGroup: 65534 });
});

test('the Job alone renders the same', () => {
  const ephemeral = { size: '1Gi' };
  const [job] = jobsOf(
    objectsOf((chart) => new GitRepoJob(chart, 'job', { ...ROOT, ephemeral, runAsUser: 1000, envFrom: [] })),
  );
  expect(job).toEqual(ephemeralTask(ephemeral, { runAsUser: 1000 }));
});

test('the task and its Job have a Pod Security level of their own, since there is no claim', () => {
  const chart = Testing.chart();
  const root = { ...ROOT, ephemeral: { size: '1Gi' }, runAsUser: 0, capabilities: ['CHOWN' as const] };
  new GitRepoTask(chart, 'a', { ...root, taskId: 'a', podSecurity: 'baseline' });
  new GitRepoJob(chart, 'b', { ...root, taskId: 'b', podSecurity: 'baseline' });
  expect(() => new GitRepoTask(chart, 'c', root)).toThrow('test/c: runAsUser: 0 is root');
});

test('the task has no claim, and says so', () => {
  const chart = Testing.chart();
  const task = new GitRepoTask(chart, 'build', { ...ROOT, ephemeral: { size: '1Gi' } });
  expect([task.isEphemeral, task.job.isEphemeral]).toEqual([true, true]);
  expect(() => task.claim).toThrow('test/build/Job: an ephemeral task has no claim');
  expect(new GitRepoTask(chart, 'other', { ...ROOT, taskId: 'other' }).isEphemeral).toBe(false);
});

test('the task cannot have child tasks', () => {
  const chart = Testing.chart();
  const parent = new GitRepoTask(chart, 'build', { ...ROOT, ephemeral: { size: '1Gi' } });
  const message =
    'parent: "build" is ephemeral: its working tree is deleted with its pod, so no task can start from it; remove ephemeral there';
  const child = { taskId: 'test', image: 'alpine:3.22' };
  expect(() => new GitRepoTask(chart, 'test', { ...child, parent })).toThrow(`test/test: ${message}`);
  expect(() => new GitRepoJob(chart, 'job', { ...child, parent: parent.job })).toThrow(`test/job: ${message}`);
});

test('it excludes a claim and what needs one', () => {
  const chart = Testing.chart();
  const ephemeral = { size: '1Gi' };
  const claim = GitRepoClaim.fromClaimName(chart, 'claim', 'data');
  expect(() => new GitRepoTask(chart, 'a', { ...ROOT, ephemeral, claim })).toThrow(
    'test/a: ephemeral: cannot be combined with claim; remove one of the two',
  );
  expect(() => new GitRepoJob(chart, 'b', { ...ROOT, ephemeral, claim } as never)).toThrow(
    'test/b: ephemeral: cannot be combined with claim; remove one of the two',
  );
  expect(() => new GitRepoTask(chart, 'c', { ...ROOT, ephemeral, pvcStorageSize: '1Gi', retry: 'continue' })).toThrow(
    [
      'test/c: pvcStorageSize: cannot be combined with ephemeral: the task has no claim; remove one of the two',
      'test/c: retry: "continue" cannot be combined with ephemeral: the working tree is deleted with the pod; use "clean"',
    ].join('\n'),
  );
});

test('ApiObject.of finds the Job', () => {
  const [job] = jobsOf(
    objectsOf((chart) => {
      const task = new GitRepoTask(chart, 'build', { ...ROOT, ephemeral: { size: '1Gi' } });
      ApiObject.of(task).addJsonPatch(JsonPatch.add('/metadata/labels/a', 'b'));
    }),
  );
  expect(job!.metadata!.labels).toMatchObject({ a: 'b' });
});

test('a claim of its name may be created for another purpose', () => {
  const chart = new Chart(Testing.app(), 'chart');
  new GitRepoTask(chart, 'build', { ...ROOT, ephemeral: { size: '1Gi' } });
  new GitRepoClaim(chart, 'claim', { repository: 'build' });
});
