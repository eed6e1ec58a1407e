import { parseManifestPath, WORKSPACE_PATH } from '../../lib/output/layout';
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
  expect(paths.map((path) => parseManifestPath(path))).toEqual([
    { kind: 'argoCd', name: 'keruta' },
    { kind: 'repositories', name: 'team-app-e46f7d74' },
    { kind: 'tasks', name: 'a' },
    { kind: 'tasks', name: 'b-df7e70e5' },
  ]);
});

test('the path of the shell scripts is parsed back', () => {
  expect(WORKSPACE_PATH).toBe('workspace/scripts.k8s.yaml');
  expect(parseManifestPath(WORKSPACE_PATH)).toEqual({ kind: 'workspace', name: 'scripts' });
});

test.each([
  'tasks.json',
  'README.md',
  'tasks/a/README.md',
  'tasks/a.k8s.yaml',
  'tasks/a/b/c.k8s.yaml',
  'argo-cd/a/b.k8s.yaml',
  'other/a.k8s.yaml',
  'argoCd/a.k8s.yaml',
])('%s is not a file with manifests', (path) => {
  expect(parseManifestPath(path)).toBeUndefined();
});
