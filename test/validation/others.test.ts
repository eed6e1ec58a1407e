import { applicationSetName, clusterName, serverUrl } from '../../lib/validation/argo-cd';
import type { Validator } from '../../lib/validation/validator';
import { image, parseImage } from '../../lib/validation/image';
import { mountPath, relativePath, volumePath } from '../../lib/validation/paths';
import { taskAnnotationKey, taskLabelKey } from '../../lib/validation/reserved-keys';
import { text } from '../../lib/validation/text';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

const EXAMPLES: [string, Validator, good: string[], bad: string[]][] = [
  [
    'image',
    image,
    [
      'alpine',
      'a/b/c',
      'localhost/a',
      'localhost:5000/a',
      'Example.com/a',
      'a.b__c-d---e',
      '[::1]:5000/a',
      'a:B_1.x-y',
      `a@${digest}`,
      `a:1@${digest}`,
      'f'.repeat(63),
    ],
    [
      'A',
      'a/B',
      'a:',
      'a@',
      'a@sha256:x',
      'a___b',
      'a..b',
      '-a',
      'a-',
      'a/',
      '/a',
      'a b',
      'a:1:2',
      'docker://a',
      'f'.repeat(64),
      `a:${'x'.repeat(129)}`,
      'a\n',
    ],
  ],
  [
    'mount path',
    mountPath(['/etc/own']),
    ['/git-repo', '/usr/src/app', '/home/x', '/tmpx', '/é', '/...'],
    [
      '',
      'a',
      '/',
      '/tmp',
      '/tmp/a',
      '/a b',
      '/etc/hosts',
      '/etc/own/a',
      '/proc',
      '/sys/a',
      '/dev/shm',
      '/etc',
      '/usr',
      '/a/',
      '//a',
      '/a/..',
      '/./a',
      '/a:b',
      '/a\nb',
      `/${'x'.repeat(256)}`,
      `/a${'/x'.repeat(600)}`,
    ],
  ],
  [
    'path of a volume',
    volumePath(['/etc/own']),
    ['/cache', '/run', '/run/token', '/var/run/app', '/run/secrets/app', '/dev/shm', '/tmpx', '/etc/agent', '/usr/src'],
    [
      'a',
      '/',
      '/etc',
      '/var',
      '/tmp',
      '/tmp/a',
      '/dev',
      '/dev/shm/a',
      '/proc/self',
      '/etc/hosts',
      '/etc/own/a',
      '/run/secrets/kubernetes.io',
      '/var/run/secrets/kubernetes.io/serviceaccount',
      '/a:b',
    ],
  ],
  [
    'path in a repository',
    relativePath,
    ['dist', 'a/b.c/d_e', '.a', '...'],
    ['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', 'a*', 'a b', 'é'],
  ],
  [
    'label',
    taskLabelKey(new Set(['app'])),
    ['team', 'app.kubernetes.io/name', 'job'],
    ['app', 'job-name', 'batch.kubernetes.io/x', 'app.kubernetes.io/instance', 'a b'],
  ],
  [
    'annotation',
    taskAnnotationKey,
    ['team', 'example.com/a', 'kubernetes.io/description', 'cluster-autoscaler.kubernetes.io/safe-to-evict'],
    [
      'argocd.argoproj.io/hook',
      'batch.kubernetes.io/x',
      'a b',
      'container.apparmor.security.beta.kubernetes.io/main',
      'container.seccomp.security.alpha.kubernetes.io/main',
      'seccomp.security.alpha.kubernetes.io/pod',
      'scheduler.alpha.kubernetes.io/tolerations',
      'controller.kubernetes.io/pod-deletion-cost',
      'kubernetes.io/config.mirror',
    ],
  ],
  ['name of an ApplicationSet', applicationSetName, ['keruta', 'x'.repeat(12)], ['', 'A', 'x'.repeat(13)]],
  [
    'cluster URL',
    serverUrl,
    ['https://kubernetes.default.svc', 'https://10.0.0.1:6443', 'http://[::1]:80/a'],
    ['', 'kubernetes', 'ftp://a', 'https://u:p@a', 'https://a b'],
  ],
  ['cluster name', clusterName, ['in-cluster', 'My cluster'], ['', ' a', 'a ', 'a\nb']],
  [
    'text',
    text,
    ['', 'a\tb\n', 'é', '🚀', '👩‍👩‍👧', '\u200f', '\ufffd'],
    [
      '\0',
      '\r',
      '\x1b',
      '\x7f',
      '\x85',
      '\u2028',
      '\u2029',
      '\u202a',
      '\u202e',
      '\u2066',
      '\u2069',
      '\ufeff',
      '\uffff',
      '\ud800',
      'a\udfff',
    ],
  ],
];

describe.each(EXAMPLES)('%s', (_name, validator, good, bad) => {
  test.each(good)('accepts %j', (value) => {
    expect(validator(value)).toBeUndefined();
  });
  test.each(bad)('rejects %j', (value) => {
    expect(validator(value)).toMatch(/^(is|contains|does not|starts|would) /);
  });
});

test('parseImage returns the parts of a reference', () => {
  expect(parseImage(`localhost:5000/a:1@${digest}`)).toEqual({ name: 'localhost:5000/a', tag: '1', digest });
  expect(parseImage('localhost:5000/a')).toEqual({ name: 'localhost:5000/a' });
});
