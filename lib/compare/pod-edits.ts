import { isDeepStrictEqual } from 'node:util';
import type { Container, Job } from './snapshot';

/**
 * What differs between two Jobs' pods, such as `main.image` or `tolerations`.
 * Which run of its parent a task starts from is no edit of the task.
 */
export function podEdits(before: Job, after: Job): string[] {
  const { initContainers: oldInit = [], containers: oldContainers, ...oldPod } = before.spec.template.spec;
  const { initContainers = [], containers, ...pod } = after.spec.template.spec;
  return [
    ...containerEdits(oldInit.map(withoutParentTree), initContainers.map(withoutParentTree)),
    ...containerEdits(oldContainers, containers),
    ...differingKeys(oldPod, pod),
    ...differingKeys(before.spec.template.metadata, after.spec.template.metadata),
    ...differingKeys(
      { podFailurePolicy: before.spec.podFailurePolicy },
      { podFailurePolicy: after.spec.podFailurePolicy },
    ),
  ];
}

function withoutParentTree(container: Container): Container {
  return { ...container, env: container.env?.filter(({ name }) => name !== 'PARENT_TREE') };
}

function containerEdits(before: readonly Container[], after: readonly Container[]): string[] {
  return after.flatMap((container, index) =>
    differingKeys(before[index] ?? {}, container).map((key) => `${container.name}.${key}`),
  );
}

function differingKeys(before: object, after: object): string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => !isDeepStrictEqual(old.get(key), now.get(key)));
}
