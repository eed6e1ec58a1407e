import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { GitRepoClaim, GitRepoTask } from '../../lib';
import { claimsOf, initOf, jobsOf, objectsOf, podOf } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';

const ROOT = { taskId: 'build', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };

function claimNames(objects: object[]): string[] {
  return jobsOf(objects).map((job) => podOf(job).volumes![0]!.persistentVolumeClaim!.claimName);
}

test('a root creates its claim, before its Job', () => {
  const objects = objectsOf((chart) => new GitRepoTask(chart, 'build', { ...ROOT, pvcStorageSize: '5Gi' }));
  expect(objects.map((object) => (object as { kind: string }).kind)).toEqual([
    'PersistentVolumeClaim',
    'Job',
    'ConfigMap',
  ]);
  expect(claimsOf(objects)[0]!.spec!.resources!.requests).toEqual({ storage: '5Gi' });
  expect(claimNames(objects)).toEqual(['git-repo-pvc-build']);
  expect(objects.flatMap(schemaErrors)).toEqual([]);
});

test('a grandchild uses the claim of the root, which is the only one', () => {
  const objects = objectsOf((chart) => {
    const build = new GitRepoTask(chart, 'build', ROOT);
    const unit = new GitRepoTask(chart, 'test', { taskId: 'test', image: 'node:22', parent: build });
    new GitRepoTask(chart, 'report', { taskId: 'report', image: 'node:22', parent: unit, run: 2 });
  });
  expect(claimsOf(objects)).toHaveLength(1);
  expect(claimNames(objects)).toEqual(['git-repo-pvc-build', 'git-repo-pvc-build', 'git-repo-pvc-build']);
  const [, , report] = jobsOf(objects);
  expect(report!.metadata!.name).toBe('keruta-job-report-run2');
  expect(report!.metadata!.labels).toMatchObject({ 'root-task-id': 'build', 'parent-task-id': 'test' });
  expect(initOf(report!).env).toContainEqual({ name: 'PARENT_TREE', value: 'test' });
});

test('each parent is in an earlier wave than its child', () => {
  const objects = objectsOf((chart) => {
    let parent = new GitRepoTask(chart, 'a', { ...ROOT, taskId: 'a' });
    for (const taskId of ['b', 'c']) parent = new GitRepoTask(chart, taskId, { taskId, image: 'alpine', parent });
  });
  const waves = [...claimsOf(objects), ...jobsOf(objects)].map(
    (object) => (object as { metadata: { annotations: Record<string, string> } }).metadata.annotations,
  );
  expect(waves.map((annotations) => annotations['argocd.argoproj.io/sync-wave'])).toEqual(['0', '0', '1', '2']);
});

test('a root with a claim creates none', () => {
  const objects = objectsOf((chart) => {
    const shared = new GitRepoClaim(chart, 'shared', { repository: 'app', runAsUser: 1000 });
    new GitRepoTask(chart, 'build', { ...ROOT, claim: shared });
    new GitRepoTask(chart, 'docs', {
      ...ROOT,
      taskId: 'docs',
      claim: GitRepoClaim.fromClaimName(chart, 'data', 'data'),
    });
  });
  expect(claimsOf(objects).map(({ metadata }) => metadata!.name)).toEqual(['git-repo-pvc-app']);
  expect(claimNames(objects)).toEqual(['git-repo-pvc-app', 'data']);
  expect(podOf(jobsOf(objects)[0]!).securityContext!.runAsUser).toBe(1000);
});

test('a parent in another chart adds no dependency between the charts: their files keep their names', () => {
  const app = Testing.app();
  const [first, second] = [new Chart(app, 'first'), new Chart(app, 'second')];
  const parent = new GitRepoTask(first, 'build', ROOT);
  new GitRepoTask(second, 'test', { taskId: 'test', image: 'alpine', parent });
  expect(second.node.dependencies).toEqual([]);
  expect(claimNames(Testing.synth(second) as object[])).toEqual(['git-repo-pvc-build']);
});

test('neither the types nor the constructs accept props that exclude each other', () => {
  objectsOf((chart) => {
    const parent = new GitRepoTask(chart, 'build', ROOT);
    const image = 'alpine';
    // @ts-expect-error a child is not cloned
    expect(() => new GitRepoTask(chart, 'a', { taskId: 'a', image, parent, ref: 'main' })).toThrow('ref');
    // @ts-expect-error a child has no claim of its own
    expect(() => new GitRepoTask(chart, 'b', { taskId: 'b', image, parent, claim: parent.claim })).toThrow('claim');
    // @ts-expect-error a root needs a repository
    expect(() => new GitRepoTask(chart, 'c', { taskId: 'c', image })).toThrow('repoUrl is required');
    // @ts-expect-error a claim belongs to a root or to a repository
    expect(() => new GitRepoClaim(chart, 'd', { taskId: 'd', repository: 'd' })).toThrow('either taskId or repository');
  });
});

test('ApiObject.of finds the objects of a task, so that they can be patched', () => {
  const objects = objectsOf((chart) => {
    const task = new GitRepoTask(chart, 'build', ROOT);
    ApiObject.of(task.job).addJsonPatch(
      JsonPatch.add('/spec/template/spec/containers/-', { name: 'sidecar', image: 'busybox:1' }),
    );
    ApiObject.of(task.claim).addJsonPatch(JsonPatch.add('/spec/volumeName', 'disk-1'));
    expect(ApiObject.of(task)).toBe(ApiObject.of(task.job));
  });
  expect(podOf(jobsOf(objects)[0]!).containers.map(({ name }) => name)).toEqual(['main', 'sidecar']);
  expect(claimsOf(objects)[0]!.spec!.volumeName).toBe('disk-1');
  expect(objects.flatMap(schemaErrors)).toEqual([]);
});
