import { GitRepoClaim, GitRepoJob, type RootJobProps } from '../../lib';
import { objectsOf } from '../support/chart';

function refusal(props: Partial<RootJobProps>): string {
  const all = {
    taskId: 'build',
    image: 'alpine:3.22',
    repoUrl: 'https://example.com/app.git',
    claim: GitRepoClaim.fromClaimName('data'),
    ...props,
  };
  try {
    objectsOf((chart) => new GitRepoJob(chart, 'job', all));
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

test.each<[string, Partial<RootJobProps>, string]>([
  ['taskId', { taskId: '-x' }, 'taskId: "-x" is not a label value'],
  ['image', { image: 'Alpine' }, 'image: "Alpine" has a capital letter in its path'],
  ['command', { command: ['a', 'b\0'] }, 'command[1]: the value has the character U+0000'],
  ['args', { args: ['\u202e'] }, 'args[0]: the value has the character U+202E'],
  ['the name of a variable', { env: { TASK_ID: 'x' } }, 'env: "TASK_ID" is reserved'],
  ['the value of a variable', { env: { A: 'hush\0' } }, 'env.A: the value has the character U+0000'],
  ['a value from a Secret', { env: { A: { secret: 'S', key: 'k' } } }, 'env.A: the value is not a DNS'],
  ['the name of a resource', { resources: { limits: { mem: '1' } } }, 'resources.limits: "mem" is not a resource'],
  ['a quantity', { resources: { limits: { memory: '1 Gi' } } }, 'resources.limits.memory: "1 Gi" is not a Kubernetes'],
  [
    'a request above the default limit',
    { resources: { requests: { memory: '4Gi' } } },
    'resources.requests.memory: "4Gi" is above the limit, 2Gi',
  ],
  [
    'an extended resource without a limit',
    { resources: { requests: { 'nvidia.com/gpu': 1 } } },
    'resources.requests.nvidia.com/gpu: 1 has no limit',
  ],
  [
    'an extended resource with another limit',
    { resources: { requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 2 } } },
    'resources.requests.nvidia.com/gpu: 1 is not equal to the limit, 2',
  ],
  ['tmpSize', { tmpSize: '0' }, 'tmpSize: "0" is zero'],
  ['tmpSize above the limit', { tmpSize: '3Gi' }, 'tmpSize: "3Gi" is above the limit of ephemeral-storage, 2Gi'],
  ['mountPath', { mountPath: '/tmp/x' }, 'mountPath: "/tmp/x" is in /tmp'],
  ['run', { run: 1000 }, 'run: 1000 is not a whole number from 1 to 999'],
  ['backoffLimit', { backoffLimit: -1 }, 'backoffLimit: -1 is not a whole number from 0'],
  ['activeDeadlineSeconds', { activeDeadlineSeconds: 0 }, 'activeDeadlineSeconds: 0 is not a whole number from 1'],
  ['nodeSelector', { nodeSelector: { 'a b': 'c' } }, 'nodeSelector: "a b" is not a key'],
  ['tolerations', { tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] }, 'tolerations[0]: {"key":"a"'],
  ["a taint's key", { tolerations: [{ key: 'a b' }] }, 'tolerations[0].key: "a b" is not a key'],
  [
    "a taint's value",
    { tolerations: [{ key: 'a', value: 'b c' }] },
    'tolerations[0].value: "b c" is not a label value',
  ],
  [
    'tolerationSeconds',
    { tolerations: [{ operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 }] },
    'tolerations[0].tolerationSeconds: -1 is not a whole number from 0',
  ],
  [
    'the operator of a toleration',
    { tolerations: [{ key: 'a', operator: 'exists' }] },
    'tolerations[0].operator: "exists" is none of Equal, Exists',
  ],
  ['a missing image', { image: undefined }, 'image: "" is empty'],
  ['imagePullSecrets', { imagePullSecrets: ['A'] }, 'imagePullSecrets[0]: "A" is not a DNS-1123 subdomain'],
  ['imagePullSecrets twice', { imagePullSecrets: ['a', 'a'] }, 'imagePullSecrets: ["a","a"] has "a" twice'],
  ['serviceAccountName', { serviceAccountName: 'A' }, 'serviceAccountName: "A" is not a DNS-1123 subdomain'],
  ['priorityClassName', { priorityClassName: 'A' }, 'priorityClassName: "A" is not a DNS-1123 subdomain'],
  ['labels', { labels: { app: 'x' } }, 'labels: "app" is reserved'],
  ['annotations', { annotations: { 'argocd.argoproj.io/hook': 'Sync' } }, 'annotations: "argocd.argoproj.io/hook" is'],
  ['an existing claim', { claim: GitRepoClaim.fromClaimName('A') }, 'claim.claimName: "A" is not a DNS-1123 subdomain'],
  ['root', { claim: GitRepoClaim.fromClaimName('a', { runAsUser: 0 }) }, 'claim.runAsUser: 0 is not a whole number'],
  ['fsGroup', { claim: GitRepoClaim.fromClaimName('a', { fsGroup: -1 }) }, 'claim.fsGroup: -1 is not a whole number'],
  ['repoUrl', { repoUrl: 'file:///x' }, 'repoUrl: "file:///x" has the scheme "file"'],
  ['a password in repoUrl', { repoUrl: 'https://u:pa55@x.org/a' }, 'repoUrl: "https://***@x.org/a" has a user'],
  ['ref', { ref: '--upload-pack=x' }, 'ref: "--upload-pack=x" has a leading "-"'],
  ['depth', { depth: 0 }, 'depth: 0 is not a whole number from 1'],
  [
    'depth on a mirror',
    { depth: 1, claim: GitRepoClaim.fromRepository('app') },
    "depth: 1 can't be had on git-repo-pvc-app: the mirror on it is whole",
  ],
  ['gitSecret', { gitSecret: 'A' }, 'gitSecret: "A" is not a DNS-1123 subdomain'],
  ['gitImage', { gitImage: '' }, 'gitImage: "" is empty'],
  [
    'gitResources',
    { gitResources: { limits: { cpu: '10m' } } },
    'gitResources.requests.cpu: "100m" is above the limit, 10m',
  ],
  [
    'another user with ssh',
    { repoUrl: 'git@x.org:a', claim: GitRepoClaim.fromClaimName('data', { runAsUser: 1000 }) },
    'repoUrl: "git@x.org:a" is cloned by ssh, which needs the user 65534 or null, not 1000',
  ],
])("%s: the error names the construct's path, the prop and the value", (_, props, message) => {
  expect(refusal(props)).toContain(`test/job: ${message}`);
});

test('the user of the cluster may clone by ssh', () => {
  const claim = GitRepoClaim.fromClaimName('data', { runAsUser: null });
  expect(refusal({ repoUrl: 'git@x.org:a', claim })).toBe('accepted');
});

test.each<[string, object, string]>([
  ['storageSize', { storageSize: '0' }, 'test/claim: storageSize: "0" is zero'],
  ['storageClassName', { storageClassName: 'A' }, 'test/claim: storageClassName: "A" is not a DNS-1123 subdomain'],
  ['root', { runAsUser: 0 }, 'test/claim: runAsUser: 0 is not a whole number from 1'],
  ['fsGroup', { fsGroup: -1 }, 'test/claim: fsGroup: -1 is not a whole number from 0'],
])('a claim: %s', (_, props, message) => {
  expect(() => objectsOf((chart) => new GitRepoClaim(chart, 'claim', { taskId: 'build', ...props }))).toThrow(message);
});
