import { runApp, typeErrors } from '../support/app';
import type { PodSpec } from '../support/chart';
import { blocksOf } from './support/page';

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

const apps = blocksOf('ts');

test('the apps of the pages have no type errors', () => {
  expect(typeErrors(Object.fromEntries(apps.map(([place, { content }]) => [place, content])))).toEqual([]);
});

test.each(apps.filter(([, { flags }]) => flags.length === 0))('the app at %s renders a Job', (_, { content }) => {
  expect(runApp(content).filter(({ kind }) => kind === 'Job')).not.toEqual([]);
});

test('the patches of the page change the Job and the claim', () => {
  const [, patched] = apps.find(([, { content }]) => content.includes('initContainers'))!;
  const objects = runApp(patched.content);
  expect(objects.find(({ kind }) => kind === 'Job')).toMatchObject({
    spec: {
      template: {
        spec: { initContainers: [{ name: 'git-clone' }, { name: 'cache', restartPolicy: 'Always' }] },
      },
    },
  });
  expect(objects.find(({ kind }) => kind === 'PersistentVolumeClaim')).toMatchObject({
    metadata: { labels: { backup: 'daily' } },
  });
});

test('the main.ts of the page adds a manifest', () => {
  const [, app] = apps.find(([, { content }]) => content.includes('export function* synthesize'))!;
  expect(runApp(app.content)).toContainEqual(
    expect.objectContaining({ kind: 'ConfigMap', data: { LOG_LEVEL: 'debug' } }),
  );
});

test('the workload of the page runs beside the task, and serves its tree', () => {
  const [, mounting] = apps.find(([, { content }]) => content.includes('kplus.Deployment'))!;
  const objects = runApp(mounting.content);
  const [job, deployment] = ['Job', 'Deployment'].map((kind) => {
    const object = objects.find((one) => one.kind === kind)!;
    return (object as unknown as { spec: { template: Template } }).spec.template;
  }) as [Template, Template];
  expect(deployment.spec.affinity).toEqual(job.spec.affinity);
  const [term] = job.spec.affinity!.podAffinity!.requiredDuringSchedulingIgnoredDuringExecution!;
  const { matchLabels } = term!.labelSelector!;
  for (const { metadata } of [job, deployment]) expect(metadata.labels).toMatchObject(matchLabels!);
  const { runAsUser, runAsGroup, fsGroup, fsGroupChangePolicy } = job.spec.securityContext!;
  expect(deployment.spec.securityContext).toMatchObject({ runAsUser, runAsGroup, fsGroup, fsGroupChangePolicy });
  const { subPath } = job.spec.containers[0]!.volumeMounts!.find(({ name }) => name === 'git-repo')!;
  expect(deployment.spec.containers[0]!.command!.at(-1)).toBe(`/claim/${subPath}`);
});
