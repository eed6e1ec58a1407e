import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { GitRepoClaim, type ClaimOptions } from '../../lib';
import { claimsOf, objectsOf } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';

function claim(options: ClaimOptions = {}): ReturnType<typeof claimsOf>[number] {
  const [object] = claimsOf(objectsOf((chart) => new GitRepoClaim(chart, 'claim', { ...options, taskId: 'build' })));
  return object!;
}

test('the defaults', () => {
  expect(claim()).toEqual({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'git-repo-pvc-build',
      labels: { app: 'keruta', 'task-id': 'build' },
      annotations: {
        'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'argocd.argoproj.io/sync-wave': '0',
      },
    },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
});

test('all the props', () => {
  const object = claim({
    pvcStorageSize: '500M',
    pvcAccessMode: 'ReadWriteMany',
    pvcStorageClass: 'fast',
    keepClaim: false,
    runAsUser: 1000,
    fsGroup: 2000,
  });
  expect(object.spec).toEqual({
    accessModes: ['ReadWriteMany'],
    storageClassName: 'fast',
    resources: { requests: { storage: '500M' } },
  });
  expect(object.metadata!.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '0' });
  expect(schemaErrors(object)).toEqual([]);
});

test.each(['500M', '0.5Gi', '1e3'])('the size %s is rendered as written', (pvcStorageSize) => {
  expect(claim({ pvcStorageSize }).spec!.resources!.requests).toEqual({ storage: pvcStorageSize });
});

test("a repository's claim is named after it and has a mirror", () => {
  const [object] = claimsOf(
    objectsOf((chart) => {
      const repository = new GitRepoClaim(chart, 'claim', { repository: 'app' });
      expect(repository.hasMirror).toBe(true);
      expect(GitRepoClaim.fromRepository(chart, 'reference', 'app')).toMatchObject({
        claimName: repository.claimName,
        hasMirror: true,
      });
    }),
  );
  expect(object!.metadata!.name).toBe('git-repo-pvc-app');
  expect(object!.metadata!.labels).toEqual({ app: 'keruta' });
});

test('fsGroup is runAsUser by default', () => {
  const owner = (options: ClaimOptions): object => {
    const { runAsUser, fsGroup } = GitRepoClaim.fromClaimName(Testing.chart(), 'data', 'data', options);
    return { runAsUser, fsGroup };
  };
  expect(owner({})).toEqual({ runAsUser: 65534, fsGroup: 65534 });
  expect(owner({ runAsUser: 1000 })).toEqual({ runAsUser: 1000, fsGroup: 1000 });
  expect(owner({ runAsUser: 1000, fsGroup: 5 })).toEqual({ runAsUser: 1000, fsGroup: 5 });
  expect(owner({ fsGroup: null })).toEqual({ runAsUser: 65534, fsGroup: null });
  expect(owner({ runAsUser: null })).toEqual({ runAsUser: null, fsGroup: null });
});

test('a claim by name creates no object', () => {
  const objects = objectsOf((chart) => {
    const reference = GitRepoClaim.fromClaimName(chart, 'claim', 'data', { pvcAccessMode: 'ReadWriteMany' });
    expect(reference).toMatchObject({ claimName: 'data', pvcAccessMode: 'ReadWriteMany', hasMirror: false });
  });
  expect(objects).toEqual([]);
});

test('ApiObject.of finds the PersistentVolumeClaim, so it can be patched', () => {
  const [object] = claimsOf(
    objectsOf((chart) => {
      const volumeClaim = new GitRepoClaim(chart, 'claim', { taskId: 'build' });
      ApiObject.of(volumeClaim).addJsonPatch(JsonPatch.add('/spec/volumeName', 'disk-1'));
    }),
  );
  expect(object!.spec!.volumeName).toBe('disk-1');
});

test('pods on a ReadWriteOnce claim need its labels and its affinity; pods on other claims need none', () => {
  const scheduling = (options: ClaimOptions): object => {
    const { podLabels, affinity } = GitRepoClaim.fromClaimName(Testing.chart(), 'data', 'data', options);
    return { podLabels, affinity };
  };
  const podLabels = { 'git-repo-claim': 'data' };
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: podLabels } };
  expect(scheduling({})).toEqual({
    podLabels,
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
  });
  for (const pvcAccessMode of ['ReadWriteMany', 'ReadWriteOncePod'] as const) {
    expect(scheduling({ pvcAccessMode })).toEqual({ podLabels: {}, affinity: {} });
  }
});
