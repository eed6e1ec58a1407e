import * as fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { parseInputs } from '../../lib/kubernetes/input-variable';
import { dnsName } from '../../lib/kubernetes/names';
import type { Manifest } from '../../lib/output';
import { WORKSPACE_PATH } from '../../lib/output/layout';
import { stringifyYaml } from '../../lib/output/yaml';
import { parseTaskList, type TaskList } from '../../lib/task-list';
import type { TaskListFile } from '../../lib/task-list/schema/schema';
import { mutatedList, validList } from '../support/arbitraries';
import { claimsOf, initOf, jobsOf, mainOf, podOf } from '../support/chart';
import { schemaErrors } from '../support/kubernetes-schema';
import { listOf } from '../support/list';
import { synthesize } from '../../main';
import { restrictedViolations } from '../support/pod-security';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Returns the manifests that depend on the list: all but those of the scripts. */
function manifestsOf(list: TaskList): Manifest[] {
  return [...synthesize(list)].filter(({ path }) => path !== WORKSPACE_PATH);
}

/** Returns the Jobs and claims of a list. */
function objectsOf(list: TaskList): object[] {
  const files = manifestsOf(list).filter(({ path }) => /^(tasks|repositories)\//.test(path));
  return files.flatMap(({ objects }) => objects);
}

/** Checks a rule for many valid lists. */
function forAnyList(rule: (list: TaskList, file: TaskListFile) => void, numRuns = 100): void {
  fc.assert(
    fc.property(validList(), (file) => rule(listOf(file), file)),
    { numRuns },
  );
}

function waveOf(object: object): number {
  const { metadata } = object as { metadata: { annotations: Record<string, string> } };
  return Number(metadata.annotations['argocd.argoproj.io/sync-wave']);
}

/** Rules for the objects of any list. They are one property: rendering a list takes longer than checking them. */
const RULES: Readonly<Record<string, (objects: object[], file: TaskListFile) => void>> = {
  'there is one Job per task, and one claim per repository and per root task with a claim of its own': (
    objects,
    { tasks, repositories = {} },
  ) => {
    const owners = tasks.filter(
      ({ parentTaskId, repository, existingClaim, ephemeral }) =>
        !parentTaskId && !repository && !existingClaim && !ephemeral,
    );
    expect(jobsOf(objects)).toHaveLength(tasks.length);
    expect(claimsOf(objects)).toHaveLength(owners.length + Object.keys(repositories).length);
  },

  'the claim of every tree is in the manifests or is an existingClaim, and no task mounts it as a volume': (
    objects,
    { tasks },
  ) => {
    const claims = new Set(claimsOf(objects).map(({ metadata }) => metadata!.name));
    for (const { existingClaim } of tasks) if (existingClaim) claims.add(existingClaim);
    for (const job of jobsOf(objects)) {
      const [tree, ...others] = podOf(job).volumes!.map(({ persistentVolumeClaim: claim }) => claim?.claimName);
      const { ephemeral } = tasks.find(({ taskId }) => taskId === job.metadata!.labels!['task-id'])!;
      if (ephemeral) expect(tree).toBeUndefined();
      else expect(claims).toContain(tree);
      expect(others.filter((name) => claims.has(name))).toEqual([]);
    }
  },

  'the volumes of a pod have different names, and those of a container different paths': (objects) => {
    for (const { volumes, initContainers, containers } of jobsOf(objects).map(podOf)) {
      const names = volumes!.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const { volumeMounts = [] } of [...initContainers!, ...containers]) {
        const paths = volumeMounts.map(({ mountPath }) => mountPath);
        expect(new Set(paths).size).toBe(paths.length);
        expect(names).toEqual(expect.arrayContaining(volumeMounts.map(({ name }) => name)));
      }
    }
  },

  'names and working trees are valid and unique': (objects) => {
    const named = objects as { kind: string; metadata: { name: string } }[];
    for (const { metadata } of named) expect(metadata.name).toMatch(DNS_LABEL);
    const names = named.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    const withTree = jobsOf(objects).filter((job) => mainOf(job).name === 'main');
    const trees = withTree.map((job) => mainOf(job).volumeMounts![0]!.subPath);
    expect(new Set(trees).size).toBe(trees.length);
  },

  'the sync wave of a child is one more than the highest of its parent and its inputs, and claims are in wave 0': (
    objects,
    { tasks },
  ) => {
    const jobs = jobsOf(objects);
    const waves = new Map(jobs.map((job) => [job.metadata!.labels!['task-id'], waveOf(job)]));
    for (const { taskId, parentTaskId, inputs = [] } of tasks) {
      const before = parentTaskId === undefined ? [] : [parentTaskId, ...inputs].map((id) => waves.get(id)!);
      expect(waves.get(taskId)).toBe(Math.max(-1, ...before) + 1);
    }
    for (const claim of claimsOf(objects)) expect(waveOf(claim)).toBe(0);
  },

  'a Job mounts its own tree, and read-only those of its inputs, which its init container checks': (
    objects,
    { tasks },
  ) => {
    const jobs = new Map(jobsOf(objects).map((job) => [job.metadata!.labels!['task-id']!, job]));
    const treeOf = (taskId: string): string => mainOf(jobs.get(taskId)!).volumeMounts![0]!.subPath!;
    for (const { taskId, inputs = [] } of tasks) {
      const job = jobs.get(taskId)!;
      const mounts = mainOf(job).volumeMounts!.filter(({ name }) => name === 'git-repo');
      expect(mounts.slice(1)).toEqual(
        inputs.toSorted().map((id) => ({
          name: 'git-repo',
          mountPath: `/inputs/${dnsName(id)}`,
          subPath: treeOf(id),
          readOnly: true,
        })),
      );
      const checked = initOf(job).env!.find(({ name }) => name === 'INPUTS')?.value ?? '';
      const expected = inputs.toSorted().map((id) => ({ taskId: id, tree: treeOf(id).replace('trees/', '') }));
      expect(parseInputs(checked)).toEqual(expected);
    }
  },

  'the manifests match the Kubernetes schema and Pod Security restricted': (objects) => {
    expect(objects.flatMap(schemaErrors)).toEqual([]);
    expect(jobsOf(objects).flatMap((job) => restrictedViolations(podOf(job)))).toEqual([]);
  },
};

test(`for any list: ${Object.keys(RULES).join('; ')}`, () => {
  forAnyList((list, file) => {
    const objects = objectsOf(list);
    for (const rule of Object.values(RULES)) rule(objects, file);
  });
});

test('the paths of any list are unique, and the order of its tasks and repositories does not matter', () => {
  const texts = (list: TaskList): [string, string][] =>
    manifestsOf(list).map(({ path, objects }) => [path, stringifyYaml(objects)]);
  const reversed = (fields: object | undefined): object => Object.fromEntries(Object.entries(fields ?? {}).reverse());
  forAnyList((list, file) => {
    const turned = listOf({ ...file, repositories: reversed(file.repositories), tasks: file.tasks.toReversed() });
    const files = texts(list);
    expect(texts(turned)).toEqual(files);
    expect(new Set(files.map(([path]) => path)).size).toBe(files.length);
  });
});

test('parsers of YAML 1.1 and 1.2 read the same objects back', () => {
  forAnyList((list) => {
    for (const { objects } of manifestsOf(list)) {
      const yaml = stringifyYaml(objects);
      for (const version of ['1.1', '1.2'] as const) {
        const parsed = parseAllDocuments(yaml, { version }).map((document) => document.toJS() as unknown);
        expect(JSON.stringify(parsed)).toBe(JSON.stringify(objects));
      }
      expect(JSON.stringify(jsYaml.loadAll(yaml))).toBe(JSON.stringify(objects));
    }
  }, 40);
});

test('a list with any mutation is either rejected or has valid manifests', () => {
  fc.assert(
    fc.property(mutatedList(), (json) => {
      const { list, problems } = parseTaskList(JSON.stringify(json), 'tasks.json');
      if (!list) expect(problems).not.toEqual([]);
      else {
        expect(objectsOf(list).flatMap(schemaErrors)).toEqual([]);
      }
    }),
  );
});
