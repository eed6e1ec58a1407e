import { App, Chart, Testing } from 'cdk8s';
import type { IIoK8sApiCoreV1ConfigMap as ConfigMap } from 'kubernetes-models/v1';
import { GitRepoTask, WorkspaceScripts, type IWorkspaceScripts } from '../../lib';
import { SCRIPTS } from '../../lib/workspace/scripts';
import { initOf, jobsOf, objectsOf, podOf } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';

const ROOT = { taskId: 'build', image: 'alpine:3.22', repoUrl: 'https://example.com/app.git' };

function configMapsOf(objects: readonly object[]): ConfigMap[] {
  return objects.filter((object): object is ConfigMap => 'kind' in object && object.kind === 'ConfigMap');
}

/** Returns the ConfigMap that each Job's init container mounts. */
function mountedBy(objects: readonly object[]): unknown[] {
  return jobsOf(objects).map((job) => {
    const { name } = initOf(job).volumeMounts!.find(({ mountPath }) => mountPath === '/etc/workspace-scripts')!;
    return podOf(job).volumes!.find((volume) => volume.name === name)!.configMap;
  });
}

test('the ConfigMap is immutable, named by its content and kept by Argo CD', () => {
  const objects = objectsOf((chart) => WorkspaceScripts.of(chart));
  expect(objects).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: expect.stringMatching(/^keruta-workspace-[0-9a-f]{10}$/) as string,
        labels: { app: 'keruta' },
        annotations: {
          'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
          'argocd.argoproj.io/sync-options': 'Prune=false',
        },
      },
      immutable: true,
      data: SCRIPTS,
    },
  ]);
  expect(objects.flatMap(schemaErrors)).toEqual([]);
});

test('all tasks of a chart use one ConfigMap', () => {
  const objects = objectsOf((chart) => {
    const parent = new GitRepoTask(chart, 'build', ROOT);
    new GitRepoTask(chart, 'test', { taskId: 'test', image: 'alpine', parent });
    new GitRepoTask(chart, 'docs', { ...ROOT, taskId: 'docs' });
  });
  const [configMap, ...others] = configMapsOf(objects);
  expect(others).toEqual([]);
  expect(mountedBy(objects)).toEqual(Array(3).fill({ name: configMap!.metadata!.name }));
});

test('a ConfigMap of another chart can be given: the task and its child use it, and create none', () => {
  const app = new App();
  const shared = new WorkspaceScripts(new Chart(app, 'shared'), 'Scripts', { prefix: 'team' });
  const [first, second] = [new Chart(app, 'first'), new Chart(app, 'second')];
  const parent = new GitRepoTask(first, 'build', { ...ROOT, scripts: shared });
  new GitRepoTask(second, 'test', { taskId: 'test', image: 'alpine', parent });
  for (const chart of [first, second]) {
    const objects = Testing.synth(chart) as object[];
    expect(configMapsOf(objects)).toEqual([]);
    expect(mountedBy(objects)).toEqual([{ name: shared.configMapName }]);
    expect(chart.node.dependencies).toEqual([]);
  }
  expect(shared.configMapName).toMatch(/^team-workspace-/);
});

test('the scripts are read-only in the init container, and main does not see them', () => {
  const [job] = jobsOf(objectsOf((chart) => new GitRepoTask(chart, 'build', ROOT)));
  const { initContainers, containers } = podOf(job!);
  expect(initContainers![0]!.volumeMounts).toContainEqual({
    name: 'workspace-scripts',
    mountPath: '/etc/workspace-scripts',
    readOnly: true,
  });
  expect(containers[0]!.volumeMounts!.map(({ name }) => name)).not.toContain('workspace-scripts');
});

test('a prefix that cannot start the name of a ConfigMap is rejected', () => {
  objectsOf((chart) => {
    expect(() => new WorkspaceScripts(chart, 'scripts', { prefix: 'Team_A' })).toThrow(
      'test/scripts: prefix: "Team_A"',
    );
  });
});

test('scripts that are no ConfigMap are rejected', () => {
  const chart = Testing.chart();
  const scripts = (value: unknown): IWorkspaceScripts => value as IWorkspaceScripts;
  expect(() => new GitRepoTask(chart, 'a', { ...ROOT, scripts: scripts({ configMapName: 'Bad Name' }) })).toThrow(
    'scripts.configMapName: "Bad Name" is not a DNS-1123 subdomain',
  );
  expect(() => new GitRepoTask(chart, 'b', { ...ROOT, scripts: scripts('x') })).toThrow('scripts: "x" is a string');
  expect(() => new WorkspaceScripts(chart, 'c', { prefx: 'a' } as object)).toThrow('prefx: unknown field');
});
