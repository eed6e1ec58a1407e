import { ApplicationSet } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { App, Testing } from 'cdk8s';
import { ApplicationSetChart } from '../../lib/charts/application-set-chart';
import { dnsName } from '../../lib/kubernetes/names';
import type { ArgoCd } from '../../lib/task-list';

const REPO = 'https://git.example.com/team/tasks.git';

type Manifest = ConstructorParameters<typeof ApplicationSet>[0] & { spec: NonNullable<unknown> };

function synth(argoCd: Partial<ArgoCd> = {}): ApplicationSet {
  const chart = new ApplicationSetChart(new App(), { repoURL: REPO, ...argoCd }, 'tasks');
  const [manifest, ...others] = Testing.synth(chart) as Manifest[];
  expect(others).toEqual([]);
  return new ApplicationSet(manifest);
}

const EVERYTHING: ArgoCd = {
  repoURL: 'ssh://git@git.example.com/team/tasks.git',
  targetRevision: 'release',
  path: 'clusters/production',
  project: 'agents',
  namespace: 'gitops',
  destination: { name: 'production' },
  name: 'agents',
};

test('by default', () => {
  expect(synth()).toMatchSnapshot();
});

test('all the props', () => {
  expect(synth(EVERYTHING)).toMatchSnapshot();
});

test('the folders at the top of a repository', () => {
  expect(patterns(synth({ path: '.' }))).toEqual(['tasks/*', 'repositories/*', 'workspace']);
});

describe.each([{}, EVERYTHING])("Argo CD's own schema, given %j", (argoCd) => {
  const valid = synth(argoCd);

  test('is satisfied', () => {
    valid.validate();
  });

  // It lets unknown fields pass, so each field shows that it is one of them by what happens when it has a wrong type.
  test.each(leaves(valid).map((path) => [path.join('.'), path] as const))('knows %s', (_, path) => {
    expect(() => {
      new ApplicationSet(spoilt(valid, path)).validate();
    }).toThrow(`data/${path.map((key) => key.replaceAll('/', '~1')).join('/')} must be`);
  });
});

test('text of the list is no template and no pattern', () => {
  const { spec } = synth({
    repoURL: 'https://git.example.com/{{ env "TOKEN" }}/{{{tasks}}}.git',
    targetRevision: '{{.branch}}',
    path: 'a[b]*?\\c',
    destination: { name: '{{- 1}}' },
  });
  expect(spec.template.spec).toMatchObject({
    source: {
      repoURL: 'https://git.example.com/{{"{{"}} env "TOKEN" }}/{{"{{"}}{tasks}}}.git',
      targetRevision: '{{"{{"}}.branch}}',
    },
    destination: { name: '{{"{{"}}- 1}}' },
  });
  expect(spec.generators[0]?.git).toMatchObject({
    repoURL: 'https://git.example.com/{{ env "TOKEN" }}/{{{tasks}}}.git',
    revision: '{{.branch}}',
    directories: [{ path: 'a\\[b]\\*\\?\\\\c/tasks/*' }],
  });
});

describe('names of Applications', () => {
  test('a task and a repository of one name differ', () => {
    expect(applicationNames(synth(), 'x').slice(0, 2)).toEqual(['keruta-task-x', 'keruta-repo-x']);
  });

  test('the scripts have an Application of their own', () => {
    expect(applicationNames(synth(), 'workspace')[2]).toBe('keruta-workspace');
  });

  test('are label values', () => {
    const names = applicationNames(synth({ name: 'twelve-chars' }), dnsName('x'.repeat(45)));
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
  });

  test('a name that would make them longer is refused', () => {
    expect(() => synth({ name: 'thirteen-char' })).toThrow(
      'argo-cd: name: "thirteen-char" is longer than 12 characters',
    );
  });
});

function patterns({ spec }: ApplicationSet): (string | undefined)[] {
  return spec.generators.map(({ git }) => git?.directories?.[0]?.path);
}

/** Renders the template of the name as Argo CD does, for a folder of each kind. */
function applicationNames({ spec }: ApplicationSet, folder: string): (string | undefined)[] {
  return spec.generators.map(({ git }) =>
    spec.template.metadata.name
      ?.replace('{{.values.prefix}}', git?.values?.prefix ?? '')
      .replace('{{.path.basename}}', folder),
  );
}

function leaves(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child).map((path) => [key, ...path]));
}

/** A copy with something at `path` that has the type of no field. */
function spoilt<T>(value: T, [key, ...rest]: string[]): T {
  if (key === undefined) return { wrong: { type: true } } as T;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[key] = spoilt(copy[key], rest);
  return copy as T;
}
