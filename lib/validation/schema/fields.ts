import * as z from 'zod/mini';
import { isObject } from '../is-object';
import { notInRange, type Range } from '../ranges';
import type { Validator } from '../validator';

/** The properties of a field in the JSON schema: what an editor displays, and as much of its validator as a pattern can express. */
export interface FieldInfo {
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: unknown[];
  readonly pattern?: string;
  readonly maxLength?: number;
}

/** Marks a zod issue about a key, not about the key's value. */
export const AT_KEY = { atKey: true };

/** Returns a zod check that runs a validator. */
export function rule<T>(validator: Validator<T>, params?: Pick<z.core.$ZodCheckDef, 'when'>): z.core.$ZodCheck<T> {
  return z.check<T>(({ value, issues }) => {
    const message = validator(value);
    if (message) issues.push({ code: 'custom', message, input: value });
  }, params);
}

/** Returns a zod check that runs a validator on an object even if some of its fields are invalid. */
export function objectRule<T extends object>(validator: Validator<T>): z.core.$ZodCheck<T> {
  return rule(validator, { when: hasObjectValue });
}

/** Returns a zod check that runs a validator on an object if all of its fields are known and valid. */
export function validObjectRule<T extends object>(validator: Validator<T>): z.core.$ZodCheck<T> {
  return rule(validator, { when: ({ issues }) => issues.length === 0 });
}

/** Returns a zod check that runs `keys` on each key of an object, and `valuesOf(key)` on each string in it. */
function entriesRule<T extends object>(keys: Validator, valuesOf?: (key: string) => Validator): z.core.$ZodCheck<T> {
  return z.superRefine<T>(
    (object, { issues }) => {
      for (const [key, value] of Object.entries(object)) {
        const keyMessage = keys(key);
        if (keyMessage) issues.push({ code: 'custom', message: keyMessage, input: key, path: [key], params: AT_KEY });
        else if (valuesOf && typeof value === 'string') {
          const message = valuesOf(key)(value);
          if (message) issues.push({ code: 'custom', message, input: value, path: [key] });
        }
      }
    },
    { when: hasObjectValue },
  );
}

function hasObjectValue({ value }: z.core.ParsePayload): boolean {
  return isObject(value);
}

/** Returns the schema of a string. */
export function stringField(validator: Validator, info: FieldInfo = {}): z.ZodMiniString {
  return z.string().check(rule(validator), z.meta({ ...info }));
}

/** Returns the schema of an integer. */
export function integerField(range: Range, info: FieldInfo = {}): z.ZodMiniNumber {
  const error = ({ input }: { input?: unknown }): string => notInRange(range, input);
  return z.int({ error }).check(z.minimum(range.min, { error }), z.maximum(range.max, { error }), z.meta({ ...info }));
}

/** Keys of an object: their validator, and as much of it as a pattern can express. */
export interface Keys {
  readonly validator: Validator;
  readonly pattern: RegExp;
}

/** Returns the schema of an object with arbitrary keys; `valuesOf` returns the validator of a string that depends on its key. */
export function recordField<T extends z.core.SomeType>(
  keys: Keys,
  values: T,
  info: FieldInfo = {},
  valuesOf?: (key: string) => Validator,
): z.ZodMiniRecord<z.ZodMiniString, T> {
  const key = z.string().check(z.meta({ pattern: keys.pattern.source }));
  return z.record(key, values).check(entriesRule(keys.validator, valuesOf), z.meta({ ...info }));
}
