import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { compareSnapshots } from '../../lib/compare/compare-snapshots';
import { takeSnapshot, type Snapshot } from '../../lib/compare/snapshot';
import { countScriptChanges } from '../../lib/compare/script-changes';
import { synthesize } from '../../main';
import { validList } from '../support/arbitraries';
import { listOf } from '../support/list';

type Fields = Record<string, unknown>;

/** The Jobs and claims of a list, with every field that the list can set. */
const EVERY_FIELD = objectsOf({
  namespace: 'jobs',
  repositories: { web: { url: 'https://example.com/web.git', pvcStorageClass: 'fast', keepClaim: false } },
  defaults: { gitResources: { limits: { cpu: '2' } } },
  tasks: [
    {
      taskId: 'build',
      repoUrl: 'https://example.com/app.git',
      ref: 'main',
      gitSecret: 'git',
      depth: 1,
      image: 'alpine:3',
      command: ['sh'],
      args: ['-c', 'true'],
      env: { A: 'b', TOKEN: { secret: 'token', key: 'value' } },
      resources: { limits: { 'example.com/gpu': '1' }, requests: { 'example.com/gpu': '1' } },
      tmpSize: '1Mi',
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
      dnsConfig: { nameservers: ['10.0.0.10'], options: [{ name: 'ndots', value: '1' }] },
      imagePullSecrets: ['registry'],
      serviceAccountName: 'builder',
      priorityClassName: 'low',
      labels: { team: 'web', 'example.com/a': 'b' },
      annotations: { note: 'a' },
    },
    { taskId: 'lint', parentTaskId: 'build', image: 'alpine:3' },
    { taskId: 'scan', parentTaskId: 'build', image: 'alpine:3' },
    { taskId: 'test', parentTaskId: 'build', image: 'alpine:3', run: 2, inputs: ['lint', 'scan'] },
    { taskId: 'docs', repository: 'web', image: 'alpine:3' },
  ],
});

function objectsOf(json: unknown): object[] {
  return [...synthesize(listOf(json))]
    .flatMap(({ objects }) => objects)
    .filter((object) => ['Job', 'PersistentVolumeClaim'].includes((object as { kind: string }).kind));
}

interface Place {
  /** The object or the list that has the field. */
  readonly holder: Fields;
  readonly key: string;
  /** Path of the field. */
  readonly path: string;
}

/** Finds every field of an object, at any depth. */
function placesOf(holder: Fields, path = ''): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const place = { holder, key, path: `${path}/${key}` };
    // All objects of a list have one namespace: its change is reported once, not for each object.
    if (place.path === '/metadata/namespace') return [];
    const isNested = typeof value === 'object' && value !== null;
    return [place, ...(isNested ? placesOf(value as Fields, place.path) : [])];
  });
}

const CHANGES = {
  remove: ({ holder, key }: Place): void => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, key);
  },
  replace: ({ holder, key }: Place): void => {
    const value = holder[key];
    if (typeof value === 'string') holder[key] = `${value}x`;
    else if (typeof value === 'number') holder[key] = value + 1;
    else if (typeof value === 'boolean') holder[key] = !value;
    else if (Array.isArray(value)) holder[key] = [...(value as unknown[]), 'more'];
    else holder[key] = { ...(value as Fields), newOption: true };
  },
  swap: ({ holder, key }: Place): void => {
    const value = holder[key];
    const swapped: unknown = Array.isArray(value) ? value.toReversed() : value;
    // An array can be the same in reverse.
    if (!isDeepStrictEqual(swapped, value)) holder[key] = swapped;
    else CHANGES.replace({ holder, key, path: '' });
  },
};
type ChangeName = keyof typeof CHANGES;

function snapshotOf(objects: readonly object[]): Snapshot {
  return takeSnapshot([{ objects }]);
}

/** Whether the comparison reports a change of one field of one object. */
function isReported(objects: readonly object[], index: number, place: number, change: ChangeName): boolean {
  const object = JSON.parse(JSON.stringify(objects[index])) as Fields;
  CHANGES[change](placesOf(object)[place]!);
  const [before, after] = [snapshotOf(objects), snapshotOf(objects.with(index, object))];
  return compareSnapshots(before, after).length > 0 || countScriptChanges(before, after) > 0;
}

/** Fields without which an object has no identity: it could not have been applied. */
function isIdentity({ path }: Place): boolean {
  return path === '/metadata' || path === '/metadata/name';
}

/**
 * Whether a place is the variable START_TREE of a push. It follows from the root task and from `push.url`: a change of these is
 * reported, and in a list it cannot change alone.
 */
function isStartTree({ holder, key }: Place): boolean {
  return [holder, holder[key] as Fields | undefined].some((variable) => variable?.name === 'START_TREE');
}

describe.each(Object.keys(CHANGES) as ChangeName[])('%s any field', (change) => {
  test.each(EVERY_FIELD.map((object, index) => [(object as { metadata: { name: string } }).metadata.name, index]))(
    'of %s: it is reported',
    (_, index) => {
      const places = placesOf(EVERY_FIELD[index] as Fields);
      const missed = places.filter(
        (place, at) => !(change === 'remove' && isIdentity(place)) && !isReported(EVERY_FIELD, index, at, change),
      );
      expect(missed.map(({ path }) => path)).toEqual([]);
      expect(places.length).toBeGreaterThan(10);
    },
  );
});

test('any change of any list is reported', () => {
  const field = fc.record({
    objectSeed: fc.nat(),
    placeSeed: fc.nat(),
    change: fc.constantFrom<ChangeName>('remove', 'replace', 'swap'),
  });
  fc.assert(
    fc.property(validList({ maxTasks: 4 }), fc.array(field, { minLength: 20, maxLength: 20 }), (json, fields) => {
      const objects = objectsOf(json);
      for (const { objectSeed, placeSeed, change } of fields) {
        const index = objectSeed % objects.length;
        const places = placesOf(objects[index] as Fields);
        const place = placeSeed % places.length;
        if ((change === 'remove' && isIdentity(places[place]!)) || isStartTree(places[place]!)) continue;
        expect([places[place]!.path, isReported(objects, index, place, change)]).toEqual([places[place]!.path, true]);
      }
    }),
    { numRuns: 30 },
  );
});

test('equal lists have no changes, whatever the order of their keys', () => {
  fc.assert(
    fc.property(validList({ maxTasks: 4 }), (json) => {
      const objects = objectsOf(json);
      const [before, after] = [snapshotOf(objects), snapshotOf(objects.map((object) => reverseKeys(object) as object))];
      expect(compareSnapshots(before, after)).toEqual([]);
      expect(countScriptChanges(before, after)).toBe(0);
    }),
    { numRuns: 30 },
  );
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reverseKeys(item)]),
  );
}
