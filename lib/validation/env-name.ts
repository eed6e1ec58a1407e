import type { Validator } from './validator';

export const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Validates the name of an environment variable that a task adds; `own` are those that this project sets. */
export function envName(own: ReadonlySet<string>): Validator {
  return (value) => {
    if (own.has(value)) return 'is reserved: this project sets it; use another name';
    return ENV_NAME.test(value) && value !== '.' && !value.startsWith('..')
      ? undefined
      : 'is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."';
  };
}

/** Validates the start of the names of environment variables. */
export const envPrefix: Validator = envName(new Set());
