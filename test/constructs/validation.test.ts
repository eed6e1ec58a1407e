import { Chart, Lazy, Testing } from 'cdk8s';
import { jobsOf, mainOf, objectsOf } from '../support/chart';
import { GitRepoClaim, GitRepoJob, GitRepoTask, type IGitRepoClaim, type RootTaskProps } from '../../lib';

const ROOT: RootTaskProps = { taskId: 'build', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };

/** Props as JavaScript may pass them. */
type AnyProps = Record<string, unknown>;

function errorOf(create: (chart: Chart) => unknown): string[] {
  try {
    create(new Chart(Testing.app(), 'chain'));
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

function taskErrors(props: AnyProps): string[] {
  return errorOf((chart) => new GitRepoTask(chart, 'build', { ...ROOT, ...props }));
}

test('each variable that a Job sets is reserved, apart from HOME', () => {
  const jobs = jobsOf(
    objectsOf((chart) => {
      const parent = new GitRepoTask(chart, 'build', ROOT);
      new GitRepoTask(chart, 'test', { taskId: 'test', image: 'alpine:3.22', parent });
    }),
  );
  const names = new Set(jobs.flatMap((job) => mainOf(job).env!.map(({ name }) => name)));
  expect(names).toContain('PARENT_TASK_ID');
  for (const name of names) expect(taskErrors({ env: { [name]: 'x' } })).toHaveLength(name === 'HOME' ? 0 : 1);
});

test('one error lists all problems, each after the path of the construct', () => {
  expect(taskErrors({ retry: 'claen', pvcAccessMode: 'RWO', tmpSize: '3Gi', run: 0 })).toEqual([
    'chain/build: run: 0 is not an integer from 1 to 999',
    'chain/build: retry: "claen" is not "clean" or "continue"; write "clean"',
    'chain/build: pvcAccessMode: "RWO" is not "ReadWriteOnce" or "ReadWriteMany" or "ReadWriteOncePod"; write "ReadWriteOnce"',
    'chain/build: tmpSize: "3Gi" is more than the limit of ephemeral-storage 2Gi (the default); change it, or set resources.limits["ephemeral-storage"] too',
  ]);
});

test.each<[string, AnyProps, string]>([
  ['an unknown prop', { imge: 'x' }, 'imge: unknown field; did you mean "image"?'],
  ['a missing prop', { image: undefined }, 'image is required'],
  ['a missing source', { repoUrl: undefined }, 'repoUrl is required'],
  ['null', { ref: null }, 'ref: must not be null; remove the field to use its default'],
  ['null for a required prop', { image: null }, 'image: must not be null; use a string'],
  ['null in an array', { args: [null] }, 'args[0]: must not be null; use a string'],
  ['null as its claim', { claim: null }, 'claim: must not be null; use an object'],
  ['undefined in an array', { args: [undefined] }, 'args[0]: must not be undefined; use a string'],
  ['undefined in a record', { env: { A: undefined } }, 'env.A: must not be undefined; use a string or an object'],
  ['a number that JSON cannot express', { run: Infinity }, 'run: Infinity is not an integer from 1 to 999'],
  ['the name of a claim', { claim: 'data' }, 'claim: "data" is a string, not an object'],
  ['a function', { ref: () => 'main' }, 'ref: function is a function, not a string'],
  [
    'a value that may be secret',
    { env: { A: 5 } },
    'env.A: the value is a number, not a string or an object; write it as a string in double quotes',
  ],
  [
    'a variable that refers to itself',
    { env: { PATH: '/opt/bin:$(PATH)' } },
    'env.PATH: $(PATH) is not expanded, because the variable refers to itself; write $$(PATH) for this text',
  ],
  [
    'a password in a URL',
    { repoUrl: 'https://u:pa55@x.org/a' },
    'repoUrl: "https://***@x.org/a" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
  ],
  [
    'an argument that is too long',
    { args: ['x'.repeat(131072)] },
    'args[0]: the value takes 131072 bytes; Linux allows at most 131071 bytes in one argument or variable: put it into a file of the repository',
  ],
  [
    'another user with an ssh URL',
    { repoUrl: 'git@x.org:a', runAsUser: 1000 },
    'runAsUser: an ssh URL needs runAsUser 65534 (the default), 0 or null, not 1000: ssh looks up its user in /etc/passwd',
  ],
])('a task with %s is rejected', (_, props, message) => {
  expect(taskErrors(props)).toEqual([`chain/build: ${message}`]);
});

test.each(['image', 'run', 'labels', 'resources', 'tolerations', 'runAsUser', 'dnsConfig'])(
  'a Lazy of cdk8s as %s is rejected',
  (name) => {
    expect(taskErrors({ [name]: Lazy.any({ produce: () => 'x' }) as unknown })).toEqual([
      `chain/build: ${name}: the value is an instance of Lazy, which is not supported; pass the value itself`,
    ]);
  },
);

test('a Lazy of cdk8s in a record or an array is rejected', () => {
  const value = Lazy.any({ produce: () => 'x' }) as unknown;
  const message = 'the value is an instance of Lazy, which is not supported; pass the value itself';
  expect(taskErrors({ env: { A: value }, args: [value] })).toEqual([
    `chain/build: args[0]: ${message}`,
    `chain/build: env.A: ${message}`,
  ]);
});

describe.each([undefined, null, 'build'])('%p instead of props is rejected', (props) => {
  const none = props as never;
  test.each<[string, (chart: Chart) => unknown]>([
    ['a task', (chart) => new GitRepoTask(chart, 'x', none)],
    ['a Job', (chart) => new GitRepoJob(chart, 'x', none)],
    ['a claim', (chart) => new GitRepoClaim(chart, 'x', none)],
  ])('by %s', (_, create) => {
    expect(errorOf(create)).toEqual([
      `chain/x: the props must be an object, not ${props === 'build' ? '"build"' : props}`,
    ]);
  });
});

test('a reference to a claim needs a name', () => {
  const none = undefined as never;
  expect(errorOf((chart) => GitRepoClaim.fromRepository(chart, 'x', none))).toEqual([
    'chain/x: repository is required',
  ]);
  expect(errorOf((chart) => GitRepoClaim.fromClaimName(chart, 'x', none))).toEqual(['chain/x: claimName is required']);
});

test('root is rejected with the reason', () => {
  expect(taskErrors({ runAsUser: 0 })).toEqual([
    'chain/build: runAsUser: 0 is root, which the Pod Security standard "restricted" does not allow; use another user, null for the one that the cluster chooses, or set podSecurity to "baseline" (in a list: at its top)',
  ]);
});

test('podSecurity of the claim decides whether its tasks may be root and have capabilities', () => {
  const capabilities = ['CHOWN'];
  expect(taskErrors({ runAsUser: 0, capabilities, podSecurity: 'baseline' })).toEqual([]);
  const baseline = { runAsUser: 0, podSecurity: 'baseline' } as const;
  const create = (chart: Chart): void => {
    const claim = GitRepoClaim.fromClaimName(chart, 'data', 'data', baseline);
    const parent = new GitRepoTask(chart, 'build', { ...ROOT, claim });
    new GitRepoTask(chart, 'test', { taskId: 'test', image: 'alpine:3.22', parent, capabilities: ['CHOWN'] });
  };
  expect(errorOf(create)).toEqual([]);
  expect(taskErrors({ capabilities })).toEqual([
    'chain/build: capabilities[0]: "CHOWN" is not allowed by the Pod Security standard "restricted"; remove it, or set podSecurity to "baseline" (in a list: at its top)',
  ]);
  expect(errorOf((chart) => new GitRepoClaim(chart, 'x', { taskId: 'x', runAsUser: 0 }))).toHaveLength(1);
});

test('podSecurity is set where the claim is', () => {
  const create = (chart: Chart): void => {
    const claim = new GitRepoClaim(chart, 'data', { repository: 'app' });
    new GitRepoTask(chart, 'build', { ...ROOT, claim, podSecurity: 'baseline' });
  };
  expect(errorOf(create)).toEqual(['chain/build: podSecurity: cannot be combined with claim; set it at the claim']);
});

test('props that are undefined are the same as props that are not given', () => {
  expect(taskErrors({ ref: undefined, labels: undefined, claim: undefined })).toEqual([]);
});

test('the user that the cluster chooses may clone by ssh', () => {
  expect(taskErrors({ repoUrl: 'git@x.org:a', runAsUser: null })).toEqual([]);
});

describe('a task with a claim', () => {
  function errorsWith(claim: (chart: Chart) => IGitRepoClaim, props: AnyProps = {}): string[] {
    return errorOf((chart) => new GitRepoTask(chart, 'build', { ...ROOT, ...props, claim: claim(chart) }));
  }

  test('must not describe the claim itself', () => {
    expect(errorsWith((chart) => GitRepoClaim.fromClaimName(chart, 'data', 'data'), { keepClaim: false })).toEqual([
      'chain/build: keepClaim: cannot be combined with claim; remove one of the two',
    ]);
  });

  test('must not set depth if the claim has a mirror', () => {
    expect(errorsWith((chart) => GitRepoClaim.fromRepository(chart, 'app', 'app'), { depth: 1 })).toEqual([
      'chain/build: depth: cannot be set: a repository is always mirrored with its full history; remove it',
    ]);
  });

  test("must not clone by ssh as the claim's user", () => {
    const claim = (chart: Chart): IGitRepoClaim =>
      GitRepoClaim.fromClaimName(chart, 'data', 'data', { runAsUser: 1000 });
    expect(errorsWith(claim, { repoUrl: 'git@x.org:a' })).toEqual([
      'chain/build: repoUrl: an ssh URL needs runAsUser 65534 (the default), 0 or null, not 1000: ssh looks up its user in /etc/passwd',
    ]);
  });

  test('rejects another implementation of the interface with invalid attributes', () => {
    const claim = (chart: Chart): IGitRepoClaim =>
      Object.assign(GitRepoClaim.fromClaimName(chart, 'data', 'data'), { claimName: 'A', fsGroup: -1 });
    expect(errorsWith(claim)).toEqual([
      'chain/build: claim.claimName: "A" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
      'chain/build: claim.fsGroup: -1 is not an integer from 0 to 2147483647',
    ]);
  });
});

describe('a child task', () => {
  function childErrors(props: AnyProps): string[] {
    return errorOf((chart) => {
      const parent = new GitRepoTask(chart, 'build', ROOT);
      new GitRepoTask(chart, 'test', { taskId: 'test', image: 'node:22', parent, ...props });
    });
  }

  test('must not have options of a root task', () => {
    const message = 'only a root task may set this (a child task uses the clone and the claim of its root); remove it';
    expect(childErrors({ ref: 'main', pvcStorageSize: '1Gi' })).toEqual([
      `chain/test: ref: ${message}`,
      `chain/test: pvcStorageSize: ${message}`,
    ]);
  });

  test('may repeat the URL of its root, and no other', () => {
    expect(childErrors({ repoUrl: ROOT.repoUrl })).toEqual([]);
    expect(childErrors({ repoUrl: 'https://example.com/b.git' })).toEqual([
      'chain/test: repoUrl: "https://example.com/b.git" is not the repoUrl of the chain\'s root task; remove it',
    ]);
  });

  test.each([null, 'build', 5, {}])('rejects %p as its parent', (parent) => {
    expect(childErrors({ parent })).toEqual(['chain/test: parent: must be a GitRepoTask']);
  });
});

test('a Job needs a claim', () => {
  expect(errorOf((chart) => new GitRepoJob(chart, 'job', ROOT as never))).toEqual(['chain/job: claim is required']);
});

test("the parent of a Job is a Job, not the parent's task", () => {
  const errors = errorOf((chart) => {
    const parent = new GitRepoTask(chart, 'build', ROOT);
    new GitRepoJob(chart, 'job', { taskId: 'test', image: 'node:22', parent: parent as never });
  });
  expect(errors).toEqual(['chain/job: parent: must be a GitRepoJob']);
});

test('a Job that is too large to be applied is not rendered', () => {
  const chart = new Chart(Testing.app(), 'chain');
  new GitRepoTask(chart, 'build', { ...ROOT, args: ['x'.repeat(131071), 'x'.repeat(131071)] });
  expect(() => {
    Testing.synth(chart);
  }).toThrow(
    /^chain\/build\/Job: the Job takes \d+ bytes; at most 261120 can be applied: put long arguments and variables into files of the repository$/,
  );
});

test.each<[string, AnyProps, string]>([
  [
    'an invalid size',
    { taskId: 'build', pvcStorageSize: '0' },
    'pvcStorageSize: "0" is zero; it must be at least one byte',
  ],
  [
    'an unknown prop',
    { taskId: 'build', storageSize: '1Gi' },
    'storageSize: unknown field; write "pvcStorageSize": "1Gi"',
  ],
  ['no owner', {}, 'needs either taskId or repository'],
  ['two owners', { taskId: 'build', repository: 'app' }, 'needs either taskId or repository'],
])('a claim with %s is rejected', (_, props, message) => {
  expect(errorOf((chart) => new GitRepoClaim(chart, 'claim', props as never))).toEqual([`chain/claim: ${message}`]);
});

test('a reference to a claim is validated', () => {
  const options = { accessMode: 'ReadWriteMany' } as object;
  expect(errorOf((chart) => GitRepoClaim.fromClaimName(chart, 'claim', 'A', options))).toEqual([
    'chain/claim: claimName: "A" is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part',
    'chain/claim: accessMode: unknown field; write "pvcAccessMode": "ReadWriteMany"',
  ]);
});
