import { GitRepoClaim, GitRepoTask, type ClaimReferenceOptions } from '../../lib';
import { jobsOf, objectsOf, podOf, type PodSpec } from '../support/chart';
import { restrictedViolations } from '../support/pod-security';

/** One of each kind. */
const VOLUMES = [
  { mountPath: '/etc/agent', configMap: 'prompts' },
  { mountPath: '/run/key', secret: 'api' },
  { mountPath: '/cache', claim: 'npm-cache' },
  { mountPath: '/scratch', emptyDir: '1Gi' },
  { mountPath: '/token', serviceAccountToken: { audience: 'vault' } },
];

const SIDECARS = [
  { name: 'database', image: 'postgres', startupProbe: { port: 5432 }, readOnlyRootFilesystem: false },
  { name: 'cache', image: 'redis', tree: 'readOnly' as const },
];

function pods(claim: ClaimReferenceOptions = {}): PodSpec[] {
  const objects = objectsOf((chart) => {
    const clone = { image: 'alpine', repoUrl: 'https://example.com/app.git', gitSecret: 'git' };
    const parent = new GitRepoTask(chart, 'root', { ...clone, taskId: 'root', ...claim });
    new GitRepoTask(chart, 'child', { taskId: 'child', image: 'alpine', parent, readOnlyRootFilesystem: false });
    const mirrored = GitRepoClaim.fromRepository(chart, 'app', 'app', claim);
    new GitRepoTask(chart, 'mirrored', { ...clone, taskId: 'mirrored', claim: mirrored });
    const { runAsUser } = claim;
    const ephemeral = { size: '1Gi', storageClass: 'fast' };
    new GitRepoTask(chart, 'ephemeral', { ...clone, taskId: 'ephemeral', ephemeral, runAsUser, volumes: VOLUMES });
    new GitRepoTask(chart, 'served', { taskId: 'served', image: 'alpine', parent, sidecars: SIDECARS });
  });
  return jobsOf(objects).map(podOf);
}

test.each([{}, { runAsUser: 1000 }, { runAsUser: null }])('pods pass Pod Security restricted: %j', (claim) => {
  expect(pods(claim).map(restrictedViolations)).toEqual([[], [], [], [], []]);
});

test('each container has a /tmp of its own, and a read-only root filesystem unless main disables it', () => {
  const [root, child] = pods();
  const readOnly = ({ initContainers, containers }: PodSpec): unknown[] =>
    [...initContainers!, ...containers].map(({ securityContext }) => securityContext!.readOnlyRootFilesystem);
  expect(readOnly(root!)).toEqual([true, true]);
  expect(readOnly(child!)).toEqual([true, false]);
  const tmp = [...root!.initContainers!, ...root!.containers].map(
    ({ volumeMounts }) => volumeMounts!.find(({ mountPath }) => mountPath === '/tmp')!.name,
  );
  expect(new Set(tmp).size).toBe(2);
});

test('restrictedViolations finds a pod that violates a rule', () => {
  const [pod] = pods();
  const broken: PodSpec = {
    ...pod!,
    hostNetwork: true,
    securityContext: { ...pod!.securityContext, runAsNonRoot: false, seccompProfile: { type: 'Unconfined' } },
    containers: [{ ...pod!.containers[0]!, securityContext: { privileged: true } }],
    volumes: [{ name: 'host', hostPath: { path: '/' } }],
  };
  expect(restrictedViolations(broken)).toEqual([
    'no host namespaces',
    'no privileged containers',
    'allowed volume types',
    'no privilege escalation',
    'all capabilities dropped',
    'runs as non-root',
    'seccomp profile',
  ]);
});
