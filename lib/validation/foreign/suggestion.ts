import { isObject } from '../is-object';

/** What to write instead of a value of another tool. */
export interface Suggestion {
  /** The valid form of the value. Parts that may be secret are `HIDDEN`. */
  readonly value?: unknown;
  /** A clause that follows the value, or that replaces it. */
  readonly advice?: string;
}

/** Returns what to write instead of a value, or `undefined` if its form is not known. */
export type Suggest = (value: unknown) => Suggestion | undefined;

/** Returns the first of some fields that is a string. */
export function findString(value: unknown, names: readonly string[]): string | undefined {
  if (!isObject(value)) return undefined;
  return names.map((name) => value[name]).find((field) => typeof field === 'string');
}

/** Whether a value becomes text if it is in double quotes. */
export function isScalar(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** Returns a number or `true` or `false` as text, and other values as they are. */
export function toText(value: unknown): unknown {
  return isScalar(value) ? String(value) : value;
}

/** What to do with a number or `true` or `false` that may be secret. */
export const QUOTE = 'write it as a string in double quotes';
