import { annotationKey, labelKey, labelValue, taskId } from '../../lib/validation/labels';
import { dnsLabel, dnsSubdomain, repositoryName, dataKey, uniqueNames } from '../../lib/validation/object-names';
import { envName } from '../../lib/validation/env-name';
import { isNeverOvercommitted, resourceName, resourceQuantity } from '../../lib/validation/resource-quantity';
import type { Validator } from '../../lib/validation/validator';

/** Kubernetes' rules, by examples at their edges. */
const EXAMPLES: [string, Validator, good: string[], bad: string[]][] = [
  [
    'DNS-1123 label',
    dnsLabel,
    ['a', '0', 'a-b', 'a--b', 'x'.repeat(63)],
    ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'é', 'x'.repeat(64), 'a\n'],
  ],
  [
    'DNS-1123 subdomain',
    dnsSubdomain,
    ['a', 'a.b', '0.1', 'x'.repeat(253)],
    ['', '.', 'a.', '.a', 'a..b', 'a.-b', 'A', 'x'.repeat(254), 'a\n'],
  ],
  [
    'label key',
    labelKey,
    ['a', 'A_b.c-d', 'example.com/a', 'x'.repeat(63), `${'x'.repeat(253)}/a`],
    ['', '/a', 'a/', 'a/b/c', '_a', 'a_', 'A.com/a', 'x'.repeat(64), `${'x'.repeat(254)}/a`, 'a\n'],
  ],
  ['annotation key', annotationKey, ['a', 'Example.com/A'], ['', 'a b', 'a/b/c']],
  ['label value', labelValue, ['', 'a', 'A_b.c-d', 'x'.repeat(63)], ['-a', 'a.', 'a b', 'a/b', 'x'.repeat(64), 'a\n']],
  ['task ID', taskId, ['a', 'A.b', 'constructor'], ['', '__proto__', '-', 'a\n']],
  [
    'repository name',
    repositoryName,
    ['a', 'example/my-repository', 'A//b', 'x'.repeat(253)],
    ['', '/a', 'a/', 'a b', 'x'.repeat(254), 'a\n'],
  ],
  [
    'key of a Secret or a ConfigMap',
    dataKey,
    ['a', '.dockercfg', 'A_b-c', '-', 'x'.repeat(253)],
    ['', '.', '..', '..a', 'a b', 'a/b', 'x'.repeat(254), 'a\n'],
  ],
  [
    'variable',
    envName(new Set(['OWN'])),
    ['A', '_', 'a.b', '-a', '.a', 'HOME', 'GIT_CONFIG_KEY_1'],
    ['', '1', 'A B', 'A=B', '.', '..', '..A', 'é', 'OWN', 'A\n'],
  ],
  [
    'resource',
    resourceName,
    ['cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'nvidia.com/gpu'],
    [
      '',
      'gpu',
      'storage',
      'hugepages-',
      'hugepages-0',
      'requests.nvidia.com/gpu',
      'nvidia.com/',
      `${'x'.repeat(245)}/gpu`,
    ],
  ],
];

describe.each(EXAMPLES)('%s', (_name, validator, good, bad) => {
  test.each(good)('accepts %j', (value) => {
    expect(validator(value)).toBeUndefined();
  });
  test.each(bad)('rejects %j', (value) => {
    expect(validator(value)).toMatch(/^(is|does not) /);
  });
});

test('no name is used twice', () => {
  expect(uniqueNames(['a', 'b'])).toBeUndefined();
  expect(uniqueNames(['a', 'b', 'a'])).toBe('contains "a" twice; remove one of the two');
});

test('quantities of resources', () => {
  expect(resourceQuantity('cpu')('0.5')).toBeUndefined();
  expect(resourceQuantity('memory')('0.5')).toBe('is not an integer number of bytes (such as 512Mi)');
  expect(resourceQuantity('nvidia.com/gpu')('500m')).toBe('is not an integer (such as 1 or 2k)');
  expect(resourceQuantity('hugepages-2Mi')('4Mi')).toBeUndefined();
  expect(resourceQuantity('hugepages-2Mi')('3Mi')).toBe('is not a multiple of the page size 2Mi');
  expect(
    ['cpu', 'memory', 'nvidia.com/gpu', 'hugepages-2Mi', 'batteries.kubernetes.io/a'].filter(isNeverOvercommitted),
  ).toEqual(['nvidia.com/gpu', 'hugepages-2Mi']);
});
