import { compareSnapshots } from '../../lib/compare/compare-snapshots';
import { findDifferences, formatFieldPath } from '../../lib/compare/differences';
import { takeSnapshot, type Snapshot } from '../../lib/compare/snapshot';

function pathsOf(from: unknown, to: unknown): string[] {
  return [...findDifferences(from, to)].map(({ path }) => formatFieldPath(path));
}

describe('the fields that differ', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['equal objects in another order of keys', { a: 1, b: [1] }, { b: [1], a: 1 }, []],
    ['a missing field and an undefined one', {}, { a: undefined }, []],
    ['a value', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, ['`a.b`']],
    ['an added and a removed field', { a: { b: 1 } }, { a: { c: 1 } }, ['`a.b`', '`a.c`']],
    ['an added empty object', { a: {} }, { a: { b: {} } }, ['`a.b`']],
    ['another type', { a: { b: 1 } }, { a: 1 }, ['`a`']],
    ['an object instead of a list', { a: [{ name: 'b' }] }, { a: { b: { name: 'b' } } }, ['`a`']],
    ['a key with other characters', { a: { 'b.c/d': 1 } }, { a: { 'b.c/d': 2 } }, ['`a["b.c/d"]`']],
    ['a list without names', { a: [1, 2] }, { a: [2, 1] }, ['`a`']],
    [
      'items with names',
      { a: [{ name: 'x', v: 1 }] },
      { a: [{ name: 'x', v: 2 }, { name: 'y' }] },
      ['`a.x.v`', '`a.y`'],
    ],
    [
      'another mount of a volume',
      { a: [{ name: 'x', mountPath: '/x' }] },
      {
        a: [
          { name: 'x', mountPath: '/y' },
          { name: 'x', mountPath: '/z' },
        ],
      },
      ['`a.x.mountPath`', '`a["/z"]`'],
    ],
    [
      'another order of items with names',
      { a: [{ name: 'x' }, { name: 'y' }] },
      { a: [{ name: 'y' }, { name: 'x' }] },
      ['`a`'],
    ],
    [
      'items with equal names',
      { a: [{ name: 'x' }, { name: 'x' }] },
      { a: [{ name: 'x' }, { name: 'x', v: 1 }] },
      ['`a`'],
    ],
    ['a key that every JavaScript object has', {}, { constructor: 1 }, ['`constructor`']],
  ])('%s', (_, from, to, expected) => {
    expect(pathsOf(from, to)).toEqual(expected);
  });

  test('a field of a container has the name of the container', () => {
    const pod = (image: string): object => ({
      spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
    });
    expect(pathsOf(pod('a'), pod('b'))).toEqual(['`main.image`']);
  });
});

describe('a field that the comparison has no words for', () => {
  const JOB = {
    kind: 'Job',
    metadata: { name: 'keruta-job-a', labels: { 'task-id': 'a', app: 'keruta' }, annotations: {} },
    spec: {
      template: {
        spec: {
          initContainers: [{ name: 'git-clone', env: [{ name: 'GIT_TERMINAL_PROMPT', value: '0' }] }],
          containers: [{ name: 'main', image: 'alpine:3', env: [{ name: 'GIT_CONFIG_COUNT', value: '1' }] }],
        },
      },
    },
  };
  const POD = JOB.spec.template.spec;
  const CLAIM = { kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { volumeMode: 'Filesystem' } };

  /** Compares an object with itself after some fields were changed. */
  function changesOf(before: typeof JOB | typeof CLAIM, change: object): string[] {
    const snapshotOf = (object: object): Snapshot => takeSnapshot([{ objects: [object] }]);
    const changes = compareSnapshots(snapshotOf(before), snapshotOf({ ...before, ...change }));
    return changes.map(({ kind, details }) => `${kind}: ${details}`);
  }

  test.each<[string, object, string]>([
    [
      'metadata, which Kubernetes changes',
      { metadata: { ...JOB.metadata, annotations: { 'example.com/note': 'true' } } },
      'immediate: `metadata.annotations["example.com/note"]`',
    ],
    [
      'a field of the spec that Kubernetes changes',
      { spec: { ...JOB.spec, podReplacementPolicy: 'Failed' } },
      'immediate: `spec.podReplacementPolicy`',
    ],
    [
      'the pod template, which is immutable and which Argo CD ignores',
      { spec: { template: { spec: { ...POD, hostNetwork: true } } } },
      'deferred: `spec.template.spec.hostNetwork`; set `"run":2`',
    ],
    [
      'a label that this project sets',
      { metadata: { ...JOB.metadata, labels: { 'task-id': 'a', app: 'other' } } },
      'immediate: `metadata.labels.app`',
    ],
    [
      'a variable that this project sets in the main container',
      { spec: { template: { spec: { ...POD, containers: [{ ...POD.containers[0], env: [] }] } } } },
      'deferred: `main.env.GIT_CONFIG_COUNT`; set `"run":2`',
    ],
    [
      'a variable of git that changes without the field of the list that it follows from',
      { spec: { template: { spec: { ...POD, initContainers: [{ name: 'git-clone', env: [] }] } } } },
      'deferred: `git-clone.env.GIT_TERMINAL_PROMPT`; set `"run":2`',
    ],
    [
      'another immutable field of the spec',
      { spec: { ...JOB.spec, completionMode: 'Indexed' } },
      'rejected: `spec.completionMode`: immutable after creation; set `"run":2` for a new Job',
    ],
  ])('of a Job: %s', (_, change, expected) => {
    expect(changesOf(JOB, change)).toEqual([expected]);
  });

  test.each<[string, object, string]>([
    [
      'metadata, which Kubernetes changes',
      { metadata: { ...CLAIM.metadata, labels: { team: 'web' } } },
      'immediate: `metadata.labels`',
    ],
    [
      'a field of the spec that Kubernetes changes',
      { spec: { ...CLAIM.spec, volumeAttributesClassName: 'gold' } },
      'immediate: `spec.volumeAttributesClassName`',
    ],
    [
      'another field of the spec',
      { spec: { volumeMode: 'Block' } },
      'rejected: `spec.volumeMode`: immutable after creation',
    ],
  ])('of a claim: %s', (_, change, expected) => {
    expect(changesOf(CLAIM, change)).toEqual([expected]);
  });
});
