import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';

const TASKS = Symbol.for('cdk8s-git-repo-tasks.tasks');

/** Tasks by namespace and ID. */
type Registry = Map<string, IConstruct>;

/** Returns another task of the app that has the ID in the namespace of `construct`, if any. */
export function findTask(construct: IConstruct, taskId: string): IConstruct | undefined {
  return registryOf(construct).get(keyOf(construct, taskId));
}

/** Registers a task, so that `findTask` finds it. */
export function registerTask(construct: Construct, taskId: string): void {
  registryOf(construct).set(keyOf(construct, taskId), construct);
}

/** Returns the namespace of a construct: that of its chart. */
export function namespaceOf(construct: IConstruct): string | undefined {
  return Chart.of(construct).namespace;
}

/** Returns the registry of the app that contains a construct. */
function registryOf({ node: { root } }: IConstruct): Registry {
  const app = root as IConstruct & { [TASKS]?: Registry };
  return (app[TASKS] ??= new Map<string, IConstruct>());
}

/** No namespace contains a slash. */
function keyOf(construct: IConstruct, taskId: string): string {
  return `${namespaceOf(construct) ?? ''}/${taskId}`;
}
