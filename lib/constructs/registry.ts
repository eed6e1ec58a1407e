import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** What the constructs of an app have registered, by their namespace and a name. */
export class Registry<T> {
  private readonly property: symbol;

  /** @param kind What is registered. Two copies of this package in one app share their registries. */
  constructor(kind: string) {
    this.property = Symbol.for(`cdk8s-git-repo-tasks.${kind}`);
  }

  /** Returns what a construct of the same app and namespace has registered. */
  find(construct: IConstruct, name: string): T | undefined {
    return this.entriesOf(construct).get(keyOf(construct, name));
  }

  /** Registers a value, so that `find` finds it. */
  register(construct: IConstruct, name: string, value: T): void {
    this.entriesOf(construct).set(keyOf(construct, name), value);
  }

  private entriesOf({ node: { root } }: IConstruct): Map<string, T> {
    const app = root as IConstruct & Record<symbol, Map<string, T> | undefined>;
    return (app[this.property] ??= new Map<string, T>());
  }
}

/** Returns the namespace of a construct: that of its chart. */
export function namespaceOf(construct: IConstruct): string | undefined {
  return Chart.of(construct).namespace;
}

/** No namespace contains a slash. */
function keyOf(construct: IConstruct, name: string): string {
  return `${namespaceOf(construct) ?? ''}/${name}`;
}
