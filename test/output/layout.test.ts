import { DIST, parseManifestPath, WORKSPACE_PATH } from '../../lib/output/layout';
import { filesOf } from '../support/list';

const image = 'alpine:3';

test('every path of a list is parsed back', () => {
  const files = filesOf({
    namespace: 'jobs',
    argoCd: { repoURL: 'https://example.com/gitops.git' },
    repositories: { 'team/app': { url: 'https://example.com/app.git' } },
    tasks: [
      { taskId: 'a', repository: 'team/app', image },
      { taskId: 'B', parentTaskId: 'a', image },
    ],
  });
  const paths = Object.keys(files).filter((path) => path !== WORKSPACE_PATH);
  expect(paths.map((path) => parseManifestPath(`${DIST}/${path}`))).toEqual([
    { path: 'argo-cd/keruta.k8s.yaml', kind: 'argoCd', name: 'keruta' },
    {
      path: 'repositories/team-app-e46f7d74/team-app-e46f7d74.k8s.yaml',
      kind: 'repositories',
      name: 'team-app-e46f7d74',
    },
    { path: 'tasks/a/a.k8s.yaml', kind: 'tasks', name: 'a' },
    { path: 'tasks/a/b-df7e70e5.k8s.yaml', kind: 'tasks', name: 'b-df7e70e5' },
  ]);
});

test('the path of the shell scripts is parsed back', () => {
  expect(WORKSPACE_PATH).toBe('workspace/scripts.k8s.yaml');
  expect(parseManifestPath(`${DIST}/${WORKSPACE_PATH}`)).toEqual({
    path: WORKSPACE_PATH,
    kind: 'workspace',
    name: 'scripts',
  });
});

test.each([
  'tasks.json',
  'dist',
  'dist/README.md',
  'dist/tasks/a/README.md',
  'dist/tasks/a.k8s.yaml',
  'dist/tasks/a/b/c.k8s.yaml',
  'dist/argo-cd/a/b.k8s.yaml',
  'dist/other/a.k8s.yaml',
  'dist/argoCd/a.k8s.yaml',
  'other/tasks/a/a.k8s.yaml',
])('%s is not a file with manifests', (path) => {
  expect(parseManifestPath(path)).toBeUndefined();
});
