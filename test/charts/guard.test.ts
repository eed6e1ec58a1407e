import { ApplicationSet, AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { filesOf } from '../support/list';
import { schemaErrors } from '../support/kubernetes-schema';

const repoURL = 'https://git.example.com/team/tasks.git';
const tasks = [{ taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3.22' }];
const EVERYTHING = {
  egress: { clusterCidrs: ['10.0.0.0/8', 'fd00::/8'], cidrs: ['10.1.2.3/32'], namespaces: ['gitea'] },
  quota: { 'requests.cpu': '20', 'count/jobs.batch': '50' },
  maxResources: { cpu: '8', memory: '16Gi' },
  maxClaimSize: '100Gi',
};

interface Manifest {
  readonly kind: string;
  readonly metadata: object;
  readonly spec: object;
}

function synth(guard: unknown, argoCd: object = {}, top: object = {}): Record<string, readonly Manifest[]> {
  return filesOf({ namespace: 'tasks', argoCd: { repoURL, guard, ...argoCd }, tasks, ...top }) as never;
}

function namespaceObjects(guard: unknown): readonly Manifest[] {
  return synth(guard)['argo-cd/keruta-namespace.k8s.yaml']!;
}

test.each([undefined, false])('there are no such files with guard %s', (guard) => {
  expect(Object.keys(synth(guard)).filter((path) => path.startsWith('argo-cd/'))).toEqual(['argo-cd/keruta.k8s.yaml']);
});

test('the project allows three kinds of objects in one namespace, from one repository', () => {
  const [project, ...others] = synth(true)['argo-cd/keruta-project.k8s.yaml']!;
  expect(others).toEqual([]);
  expect(project).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'keruta', namespace: 'argocd' },
    spec: {
      sourceRepos: [repoURL],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'tasks' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'tasks' }],
      namespaceResourceWhitelist: [
        { group: 'batch', kind: 'Job' },
        { group: '', kind: 'PersistentVolumeClaim' },
        { group: '', kind: 'ConfigMap' },
      ],
    },
  });
  new AppProject(project).validate();
});

test('the project contains every kind of object that the Applications apply', () => {
  const [project] = synth(true)['argo-cd/keruta-project.k8s.yaml']! as unknown as [AppProject];
  const allowed = new Set(project.spec.namespaceResourceWhitelist!.map(({ kind }) => kind));
  const kinds = Object.entries(synth(true)).flatMap(([path, objects]) =>
    path.startsWith('argo-cd/') ? [] : objects.map(({ kind }) => kind),
  );
  expect([...new Set(kinds)].sort()).toEqual([...allowed].sort());
});

test.each([
  [{}, 'keruta'],
  [{ name: 'agents' }, 'agents'],
  [{ name: 'agents', project: 'platform' }, 'platform'],
])('the Applications are in the project: %j', (argoCd, expected) => {
  const files = synth(true, { namespace: 'gitops', destination: { name: 'production' }, ...argoCd });
  const name = 'name' in argoCd ? argoCd.name : 'keruta';
  const [applicationSet] = files[`argo-cd/${name}.k8s.yaml`]! as unknown as [ApplicationSet];
  const [project] = files[`argo-cd/${name}-project.k8s.yaml`]! as unknown as [AppProject];
  expect(applicationSet.spec.template.spec.project).toBe(expected);
  expect(project.metadata).toEqual({ name: expected, namespace: 'gitops' });
  expect(project.spec.destinations).toEqual([{ name: 'production', namespace: 'tasks' }]);
});

test('by default, the namespace has a NetworkPolicy that allows DNS and public addresses', () => {
  expect(namespaceObjects(true)).toEqual([
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'keruta', namespace: 'tasks' },
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        egress: [
          {
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ],
          },
          {
            to: [
              {
                ipBlock: {
                  cidr: '0.0.0.0/0',
                  except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
                },
              },
              { ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] } },
            ],
          },
        ],
      },
    },
  ]);
});

test('all the fields', () => {
  const [policy, quota, limits, ...others] = namespaceObjects(EVERYTHING);
  expect(others).toEqual([]);
  expect(policy!.spec).toMatchObject({
    egress: [
      {},
      {
        to: [
          { ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } },
          { ipBlock: { cidr: '::/0', except: ['fd00::/8'] } },
          { ipBlock: { cidr: '10.1.2.3/32' } },
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gitea' } } },
        ],
      },
    ],
  });
  expect(quota).toMatchObject({ kind: 'ResourceQuota', spec: { hard: EVERYTHING.quota } });
  expect(limits).toMatchObject({
    kind: 'LimitRange',
    spec: {
      limits: [
        { type: 'Container', max: EVERYTHING.maxResources },
        { type: 'PersistentVolumeClaim', max: { storage: '100Gi' } },
      ],
    },
  });
});

test("Kubernetes' schema has nothing against the objects of the namespace", () => {
  expect(namespaceObjects(EVERYTHING).flatMap(schemaErrors)).toEqual([]);
});

test.each(['restricted', 'baseline'] as const)('the namespace enforces the level of the list: %s', (podSecurity) => {
  const [applicationSet] = synth(undefined, {}, { podSecurity })['argo-cd/keruta.k8s.yaml']! as unknown as [
    ApplicationSet,
  ];
  expect(applicationSet.spec.template.spec.syncPolicy?.managedNamespaceMetadata?.labels).toEqual({
    'pod-security.kubernetes.io/enforce': podSecurity,
  });
});
