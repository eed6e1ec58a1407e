import type { Validator } from './validator';

/** Returns a validator for objects that must have exactly one of some fields. */
export function oneFieldOf(names: readonly string[]): Validator<object> {
  return (value) => {
    const [first, second] = names.filter((name) => Object.hasOwn(value, name));
    if (first === undefined) return `has none of ${names.join(', ')}: set one of them`;
    return second === undefined ? undefined : `has both ${first} and ${second}: remove one of the two`;
  };
}
