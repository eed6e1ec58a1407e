import { jobsOf, podOf } from './support/chart';
import { filesOf } from './support/list';

const ROOT = { repoUrl: 'https://example.com/app.git', image: 'alpine:3.22' };
const CHILD = { parentTaskId: 'a', image: 'alpine:3.22' };

test('each chain and repository has a folder, each task a file; the claim comes before the Job', () => {
  const files = filesOf({
    repositories: { 'team/app': { url: ROOT.repoUrl } },
    tasks: [
      { ...CHILD, taskId: 'c', parentTaskId: 'b' },
      { ...CHILD, taskId: 'b' },
      { ...ROOT, taskId: 'a' },
      { taskId: 'Mirrored', repository: 'team/app', image: 'alpine:3.22' },
    ],
  });
  const kinds = Object.entries(files).map(([path, objects]) => [
    path,
    ...objects.map((object) => (object as { kind: string }).kind),
  ]);
  expect(kinds).toEqual([
    ['workspace/scripts.k8s.yaml', 'ConfigMap'],
    ['repositories/team-app-e46f7d74/team-app-e46f7d74.k8s.yaml', 'PersistentVolumeClaim'],
    ['tasks/mirrored-ed059fe4/mirrored-ed059fe4.k8s.yaml', 'Job'],
    ['tasks/a/a.k8s.yaml', 'PersistentVolumeClaim', 'Job'],
    ['tasks/a/b.k8s.yaml', 'Job'],
    ['tasks/a/c.k8s.yaml', 'Job'],
  ]);
});

test('a bare array of tasks is a list', () => {
  expect(Object.keys(filesOf([{ ...ROOT, taskId: 'a' }]))).toEqual([
    'workspace/scripts.k8s.yaml',
    'tasks/a/a.k8s.yaml',
  ]);
});

test('argoCd adds the ApplicationSet', () => {
  const argoCd = { repoURL: 'https://example.com/gitops.git' };
  const files = filesOf({ namespace: 'tasks', argoCd, tasks: [{ ...ROOT, taskId: 'a' }] });
  expect(Object.keys(files)).toEqual(['argo-cd/keruta.k8s.yaml', 'workspace/scripts.k8s.yaml', 'tasks/a/a.k8s.yaml']);
});

test('all Jobs mount the ConfigMap of the list, whose name starts with that of the ApplicationSet', () => {
  const names = (list: object): unknown[] => {
    const { 'workspace/scripts.k8s.yaml': [configMap] = [], ...others } = filesOf(list);
    const volumes = jobsOf(Object.values(others).flat()).map((job) =>
      podOf(job).volumes!.find(({ name }) => name === 'workspace-scripts'),
    );
    return [(configMap as { metadata: { name: string } }).metadata.name, ...volumes.map((v) => v!.configMap!.name)];
  };
  const tasks = [
    { ...ROOT, taskId: 'a' },
    { ...CHILD, taskId: 'b' },
  ];
  const [name = '', ...mounted] = names({ tasks }) as string[];
  expect(name).toMatch(/^keruta-workspace-[0-9a-f]{10}$/);
  expect(mounted).toEqual([name, name]);

  const argoCd = { repoURL: 'https://example.com/gitops.git', name: 'team' };
  const ofTeam = name.replace('keruta', 'team');
  expect(names({ namespace: 'tasks', argoCd, tasks })).toEqual([ofTeam, ofTeam, ofTeam]);
});

test('two lists without Argo CD have the same ConfigMap, so one namespace can have both', () => {
  const configMap = (taskId: string): object =>
    filesOf({ namespace: 'tasks', tasks: [{ ...ROOT, taskId }] })['workspace/scripts.k8s.yaml']![0]!;
  expect(configMap('a')).toEqual(configMap('b'));
});

test('a chain of 1,000 generations and a parent of 1,000 children', () => {
  const chain = Array.from({ length: 1000 }, (_, i) => ({
    ...CHILD,
    taskId: `c${i}`,
    parentTaskId: i ? `c${i - 1}` : 'a',
  }));
  const family = Array.from({ length: 1000 }, (_, i) => ({ ...CHILD, taskId: `f${i}` }));
  const files = filesOf([{ ...ROOT, taskId: 'a' }, ...chain, ...family]);
  expect(Object.keys(files)).toHaveLength(2002);
  const [last] = files['tasks/a/c999.k8s.yaml'] as [{ metadata: { annotations: object } }];
  expect(last.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '1000' });
});
