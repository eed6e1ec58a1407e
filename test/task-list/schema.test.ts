import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { jsonSchema } from '../../lib/task-list/schema/json-schema';
import { validList } from '../support/arbitraries';

const PACKAGE = join(__dirname, '..', '..');
const json = (name: string): unknown => JSON.parse(readFileSync(join(PACKAGE, name), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(json('tasks.schema.json') as object);

/** Returns the paths that an editor marks as invalid. */
function invalidPaths(list: unknown): string[] {
  validate(list);
  return [
    ...new Set(
      (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(({ instancePath }) => instancePath),
    ),
  ];
}

const root = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const child = { taskId: 'b', parentTaskId: 'a', image: 'alpine:3' };

test('tasks.schema.json is what `npm run schema` writes', () => {
  expect(json('tasks.schema.json')).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
});

test('the example is valid', () => {
  expect(invalidPaths(json('tasks.json'))).toEqual([]);
});

test('the JSON schema accepts every valid list', () => {
  fc.assert(
    fc.property(validList(), (list) => {
      expect(invalidPaths(list)).toEqual([]);
      expect(invalidPaths(list.repositories ? [root] : list.tasks)).toEqual([]);
    }),
  );
});

test.each<[string, unknown, string[]]>([
  ['a text', 'x', ['']],
  ['no tasks', {}, ['']],
  ['an empty list', [], ['']],
  ['an empty list in an object', { tasks: [] }, ['/tasks']],
  ['an unknown field', [{ ...root, imge: 'x' }], ['/0']],
  ['an unknown field of the list', { tasks: [root], task: [] }, ['']],
  ['no ID', [{ repoUrl: root.repoUrl, image: 'a:1' }], ['/0']],
  ['neither source', [{ taskId: 'a', image: 'a:1' }], ['/0']],
  ['both sources', [{ ...root, repository: 'x' }], ['/0']],
  ["a child with a root's field", [root, { ...child, pvcStorageSize: '1Gi' }], ['/1/pvcStorageSize']],
  ['a root on a repository with a field of the repository', [{ taskId: 'a', repository: 'x', depth: 1 }], ['/0/depth']],
  ['an existing claim with a size', [{ ...root, existingClaim: 'x', keepClaim: true }], ['/0/keepClaim']],
  ['a field that cannot be set in defaults', { defaults: { gitSecret: 's' }, tasks: [root] }, ['/defaults']],
  ['a repository without url', { repositories: { x: {} }, tasks: [root] }, ['/repositories/x']],
  [
    'depth of a repository',
    { repositories: { x: { url: 'https://a/b', depth: 1 } }, tasks: [root] },
    ['/repositories/x'],
  ],
  ['null', [{ ...root, ref: null }], ['/0/ref']],
  ['a quantity', [{ ...root, pvcStorageSize: '1 Gi' }], ['/0/pvcStorageSize']],
  ['a quantity of a resource', [{ ...root, resources: { limits: { cpu: 'a' } } }], ['/0/resources/limits/cpu']],
  ['a name of a resource', [{ ...root, resources: { limits: { gpu: '1' } } }], ['/0/resources/limits']],
  ['a choice', [{ ...root, retry: 'never' }], ['/0/retry']],
  ['inputs of a root', [{ ...root, inputs: ['b'] }], ['/0/inputs']],
  ['inputs of a root on a repository', [{ taskId: 'a', repository: 'x', inputs: ['b'] }], ['/0/inputs']],
  ['an input that is used twice', [root, { ...child, inputs: ['c', 'c'] }], ['/1/inputs']],
  ['an input that is no ID', [root, { ...child, inputs: ['a b'] }], ['/1/inputs/0']],
  ['a number', [{ ...root, run: 1000, backoffLimit: '4' }], ['/0/run', '/0/backoffLimit']],
  ['runAsUser -1', [{ ...root, runAsUser: -1 }], ['/0/runAsUser']],
  ['an ID', [{ ...root, taskId: 'a b' }], ['/0/taskId']],
  ['a label', [{ ...root, labels: { 'a b': 'x' } }], ['/0/labels']],
  ['a label value', [{ ...root, labels: { a: 'x y' } }], ['/0/labels/a']],
  ['a variable', [{ ...root, env: { '1': 'x' } }], ['/0/env']],
  ['a value of a variable', [{ ...root, env: { A: 1 } }], ['/0/env/A']],
  [
    'a fourth name server',
    [{ ...root, dnsConfig: { nameservers: ['1', '2', '3', '4'] } }],
    ['/0/dnsConfig/nameservers'],
  ],
  ['a search domain', [{ ...root, dnsConfig: { searches: ['a b'] } }], ['/0/dnsConfig/searches/0']],
  ['a resolver option', [{ ...root, dnsConfig: { options: [{ value: '1' }] } }], ['/0/dnsConfig/options/0']],
  ['a variable without a source', [{ ...root, env: { A: { key: 'k' } } }], ['/0/env/A']],
  ['a field of the pod', [{ ...root, env: { A: { field: 'status.phase' } } }], ['/0/env/A']],
  ['a source of variables without a name', [{ ...root, envFrom: [{ prefix: 'A' }] }], ['/0/envFrom/0']],
  ['a volume without a kind', [{ ...root, volumes: [{ mountPath: '/a' }] }], ['/0/volumes/0']],
  ['a volume of two kinds', [{ ...root, volumes: [{ mountPath: '/a', claim: 'b', secret: 'c' }] }], ['/0/volumes/0']],
  [
    'an ephemeral task with a size of a claim',
    [{ ...root, ephemeral: {}, pvcStorageSize: '1Gi' }],
    ['/0/ephemeral', '/0/pvcStorageSize'],
  ],
  ['an ephemeral task on a claim', [{ ...root, ephemeral: { size: '1Gi' }, existingClaim: 'a' }], ['/0/ephemeral']],
  ['a sidecar without a name', [{ ...root, sidecars: [{ image: 'a' }] }], ['/0/sidecars/0']],
  [
    'a port',
    [{ ...root, sidecars: [{ name: 'a', image: 'a', startupProbe: { port: 0 } }] }],
    ['/0/sidecars/0/startupProbe/port'],
  ],
  ['a URL', [{ ...root, repoUrl: '/srv/a.git' }], ['/0/repoUrl']],
  ['an image', [{ ...root, image: 'a b' }], ['/0/image']],
  ['a ref', [{ ...root, ref: 'a b' }], ['/0/ref']],
  ['a mount path', [{ ...root, mountPath: 'work' }], ['/0/mountPath']],
  ['a namespace', { namespace: 'a.b', tasks: [root] }, ['/namespace']],
])('an editor marks %s', (_name, list, paths) => {
  expect(invalidPaths(list)).toEqual(expect.arrayContaining(paths));
});

test('each field has a description', () => {
  const { definitions } = json('tasks.schema.json') as {
    definitions: Record<string, { properties: Record<string, { description?: string }> }>;
  };
  for (const { properties } of Object.values(definitions)) {
    for (const [name, { description = '' }] of Object.entries(properties))
      expect(`${name}: ${description}`).toMatch(/: .+\.$/);
  }
});
