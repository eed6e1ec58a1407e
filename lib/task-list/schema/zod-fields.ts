import * as z from 'zod/mini';
import type { Validator } from '../../validation/validator';
import { notInRange, type Range } from '../../validation/ranges';

/** What an editor shows of a field, and as much of its grammar as JSON Schema can say. */
export interface About {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: unknown[];
  readonly pattern?: string;
  readonly maxLength?: number;
}

/** What a mistake in a key has beside its path. */
export const AT_KEY = { atKey: true };

/** Holds a value against a grammar. */
export function rule<T>(grammar: Validator<T>): z.core.$ZodCheck<T> {
  return z.check<T>(({ value, issues }) => {
    const message = grammar(value);
    if (message) issues.push({ code: 'custom', message, input: value });
  });
}

/** Holds an object against a grammar, even where some of its fields are broken. */
export function objectRule<T extends object>(grammar: Validator<T>): z.core.$ZodCheck<T> {
  return z.superRefine<T>(
    (value, { issues }) => {
      const message = grammar(value);
      if (message) issues.push({ code: 'custom', message, input: value });
    },
    { when: isObject },
  );
}

/** Holds each key of an object against a grammar, and each text in it against the grammar of its key. */
function entriesRule<T extends object>(keys: Validator, values?: (key: string) => Validator): z.core.$ZodCheck<T> {
  return z.superRefine<T>(
    (object, { issues }) => {
      for (const [key, value] of Object.entries(object)) {
        const message = keys(key);
        if (message) issues.push({ code: 'custom', message, input: key, path: [key], params: AT_KEY });
        else if (values && typeof value === 'string') {
          const reason = values(key)(value);
          if (reason) issues.push({ code: 'custom', message: reason, input: value, path: [key] });
        }
      }
    },
    { when: isObject },
  );
}

function isObject({ value }: z.core.ParsePayload): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a grammar. */
export function text(grammar: Validator, about: About = {}): z.ZodMiniString {
  return z.string().check(rule(grammar), z.meta({ ...about }));
}

/** A whole number of a range. */
export function whole(range: Range, about: About = {}): z.ZodMiniNumber {
  const error = notInRange(range);
  return z.int({ error }).check(z.minimum(range.min, { error }), z.maximum(range.max, { error }), z.meta({ ...about }));
}

/** Keys of a grammar, and as much of it as JSON Schema can say. */
export interface Keys {
  readonly grammar: Validator;
  readonly pattern: RegExp;
}

/** An object of any keys of a grammar; `validatorOf` is what texts must be held against that depends on their keys. */
export function record<T extends z.core.SomeType>(
  keys: Keys,
  values: T,
  about: About = {},
  validatorOf?: (key: string) => Validator,
): z.ZodMiniRecord<z.ZodMiniString, T> {
  const key = z.string().check(z.meta({ pattern: keys.pattern.source }));
  return z.record(key, values).check(entriesRule(keys.grammar, validatorOf), z.meta({ ...about }));
}
