import type { Validator } from './validator';

export const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** What this project sets itself; `HOME` is not among them: a task may have another. */
const RESERVED = new Set([
  'TASK_ID',
  'PARENT_TASK_ID',
  'REPO_URL',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_KEY_0',
  'GIT_CONFIG_VALUE_0',
]);

/** The name of an environment variable of the main container. */
export const envName: Validator = (value) => {
  if (RESERVED.has(value)) return 'is reserved: this project sets it';
  return ENV_NAME.test(value) && value !== '.' && !value.startsWith('..')
    ? undefined
    : 'is not a name of an environment variable: letters, digits, "_", "-" and ".", without a digit or ".." at the start';
};
