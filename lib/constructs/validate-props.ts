import type { Construct } from 'constructs';
import type { Validator } from '../validation/validator';
import { SENSITIVE_FIELDS, formatValue } from '../validation/format-value';

/** Holds the props of a construct against the grammars of the list. A mistake is an error with the construct's path. */
export class Validation {
  constructor(private readonly construct: Construct) {}

  /** A prop that is not given, or left to the cluster by `null`, is fine. */
  value<T>(prop: string, value: T | null | undefined, grammar: Validator<T>): void {
    if (value === undefined || value === null) return;
    const reason = grammar(value);
    if (reason) this.throw(prop, SENSITIVE_FIELDS.has(prop.split(/\W/)[0]) ? 'the value' : formatValue(value), reason);
  }

  each<T>(prop: string, values: readonly T[] | undefined, grammar: Validator<T>): void {
    values?.forEach((value, index) => this.value(`${prop}[${index}]`, value, grammar));
  }

  entries<T>(
    prop: string,
    values: Readonly<Record<string, T>> | undefined,
    key: Validator,
    value: (key: string) => Validator<T>,
  ): void {
    for (const [name, item] of Object.entries(values ?? {})) {
      const reason = key(name);
      if (reason) this.refuse(prop, name, reason);
      this.value(`${prop}.${name}`, item, value(name));
    }
  }

  refuse(prop: string, value: unknown, reason: string): never {
    this.throw(prop, formatValue(value), reason);
  }

  private throw(prop: string, shown: string, reason: string): never {
    throw new Error(`${this.construct.node.path}: ${prop}: ${shown} ${reason}`);
  }
}
