import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { runApp, typeErrors } from '../support/app';
import type { PodSpec } from '../support/chart';

/** The versions of cdk8s-plus that are installed: the one that this project uses, and those of other packages. */
const VERSIONS = readdirSync(resolve(__dirname, '../../node_modules')).filter((name) => /^cdk8s-plus-\d+$/.test(name));

/** Mounts each kind of claim in each kind of workload. */
const app = (version: string): string => `
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import * as kplus from '${version}';
import { GitRepoClaim, GitRepoTask, type IGitRepoClaim } from 'cdk8s-git-repo-tasks';

const app = new App();
const chart = new Chart(app, 'chart');
const task = { image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };
const root = new GitRepoTask(chart, 'root', { ...task, taskId: 'root' });
const child = new GitRepoTask(chart, 'child', { taskId: 'child', image: 'alpine:3.22', parent: root });
const created = new GitRepoClaim(chart, 'created-claim', { repository: 'app' });
const claims: Record<string, IGitRepoClaim> = {
  created,
  root: root.claim,
  child: child.claim,
  repository: GitRepoClaim.fromRepository(chart, 'repository-claim', 'team/app'),
  name: GitRepoClaim.fromClaimName(chart, 'name-claim', 'x'.repeat(100)),
  many: GitRepoClaim.fromClaimName(chart, 'many-claim', 'many', { pvcAccessMode: 'ReadWriteMany' }),
};
for (const [name, claim] of Object.entries(claims)) {
  const scope = new Chart(app, name);
  new GitRepoTask(scope, 'task', { ...task, taskId: 'on-' + name, claim });
  new kplus.Role(scope, 'role').allowRead(claim);
  const volume = kplus.Volume.fromPersistentVolumeClaim(scope, 'volume', claim);

  const pod = new kplus.Pod(scope, 'pod', { metadata: { labels: claim.podLabels }, volumes: [volume] });
  pod.addContainer({ image: 'alpine:3.22' }).mount('/data', volume);
  ApiObject.of(pod).addJsonPatch(JsonPatch.add('/spec/affinity', claim.affinity));

  const deployment = new kplus.Deployment(scope, 'deployment', { podMetadata: { labels: claim.podLabels } });
  deployment.addVolume(volume);
  deployment.addContainer({ image: 'alpine:3.22' }).mount('/data', volume);
  ApiObject.of(deployment).addJsonPatch(JsonPatch.add('/spec/template/spec/affinity', claim.affinity));

  new kplus.k8s.KubePod(scope, 'kube-pod', {
    metadata: { labels: claim.podLabels },
    spec: {
      affinity: claim.affinity,
      containers: [{ name: 'main', image: 'alpine:3.22' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim.name } }],
    },
  });
}
app.synth();
`;

type Labels = Readonly<Record<string, string>>;

/** A pod, or the pod template of a Deployment or a Job. */
interface Template {
  readonly metadata: { readonly labels?: Labels };
  readonly spec: PodSpec;
}

/** Returns the templates of each claim, and the kinds of objects that they are in. */
function templatesByClaim(objects: readonly { kind: string }[]): Map<string, Map<Template, string>> {
  const claims = new Map<string, Map<Template, string>>();
  for (const object of objects) {
    const { spec } = object as { spec?: { template?: Template } };
    const template = object.kind === 'Pod' ? (object as unknown as Template) : spec?.template;
    if (!template) continue;
    const name = template.spec.volumes!.flatMap(
      ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
    )[0]!;
    claims.set(name, (claims.get(name) ?? new Map<Template, string>()).set(template, object.kind));
  }
  return claims;
}

function requiredLabels({ spec }: Template): Labels {
  const [term] = spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return term?.labelSelector?.matchLabels ?? {};
}

test('the version that this project uses is tested', () => {
  expect(VERSIONS).toContain('cdk8s-plus-28');
});

describe.each(VERSIONS)('%s', (version) => {
  const objects = runApp(app(version));
  const claims = templatesByClaim(objects);

  test('accepts each kind of claim in its types', () => {
    expect(typeErrors({ [version]: app(version) })).toEqual([]);
  });

  test('mounts each kind of claim in each kind of workload', () => {
    const kinds = [...claims].map(([name, templates]) => [name, [...templates.values()].sort()]);
    const workload = ['Deployment', 'Job', 'Pod', 'Pod'];
    expect(Object.fromEntries(kinds)).toEqual({
      'git-repo-pvc-app': workload,
      'git-repo-pvc-root': [...workload, ...workload, 'Job', 'Job'].sort(),
      'git-repo-pvc-team-app-e46f7d74': workload,
      ['x'.repeat(100)]: workload,
      many: workload,
    });
  });

  test('lets roles refer to each kind of claim', () => {
    const roles = objects.filter(({ kind }) => kind === 'Role') as unknown as { rules: object[] }[];
    const names = ['git-repo-pvc-root', 'git-repo-pvc-app', 'many', 'x'.repeat(100), 'git-repo-pvc-team-app-e46f7d74'];
    const rule = { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'list', 'watch'] };
    for (const name of names)
      expect(roles).toContainEqual(expect.objectContaining({ rules: [{ ...rule, resourceNames: [name] }] }));
  });

  test('schedules workloads and tasks on the node of a claim that only one node can mount', () => {
    for (const [name, templates] of claims) {
      for (const pod of templates.keys()) {
        const required = requiredLabels(pod);
        expect(Object.keys(required)).toEqual(name === 'many' ? [] : ['git-repo-claim']);
        for (const other of templates.keys()) expect(other.metadata.labels ?? {}).toMatchObject(required);
      }
    }
  });
});
