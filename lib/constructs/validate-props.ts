import type { Construct } from 'constructs';
import type { Grammar } from '../validation/validator';
import { SECRETIVE, showValue } from '../validation/format-value';

/** Holds the props of a construct against the grammars of the list. A mistake is an error with the construct's path. */
export class Validation {
  constructor(private readonly construct: Construct) {}

  /** A prop that is not given, or left to the cluster by `null`, is fine. */
  value<T>(prop: string, value: T | null | undefined, grammar: Grammar<T>): void {
    if (value === undefined || value === null) return;
    const reason = grammar(value);
    if (reason) this.throw(prop, SECRETIVE.has(prop.split(/\W/)[0]) ? 'the value' : showValue(value), reason);
  }

  each<T>(prop: string, values: readonly T[] | undefined, grammar: Grammar<T>): void {
    values?.forEach((value, index) => this.value(`${prop}[${index}]`, value, grammar));
  }

  entries<T>(
    prop: string,
    values: Readonly<Record<string, T>> | undefined,
    key: Grammar,
    value: (key: string) => Grammar<T>,
  ): void {
    for (const [name, item] of Object.entries(values ?? {})) {
      const reason = key(name);
      if (reason) this.refuse(prop, name, reason);
      this.value(`${prop}.${name}`, item, value(name));
    }
  }

  refuse(prop: string, value: unknown, reason: string): never {
    this.throw(prop, showValue(value), reason);
  }

  private throw(prop: string, shown: string, reason: string): never {
    throw new Error(`${this.construct.node.path}: ${prop}: ${shown} ${reason}`);
  }
}
