import type { Validator } from './validator';

export const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Variables that this project sets. `HOME` is not one of them: a task may set its own. */
const RESERVED = new Set([
  'TASK_ID',
  'PARENT_TASK_ID',
  'REPO_URL',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_KEY_0',
  'GIT_CONFIG_VALUE_0',
  'GIT_CONFIG_KEY_1',
  'GIT_CONFIG_VALUE_1',
  'GIT_CONFIG_KEY_2',
  'GIT_CONFIG_VALUE_2',
]);

/** Validates the name of an environment variable of the main container. */
export const envName: Validator = (value) => {
  if (RESERVED.has(value)) return 'is reserved: this project sets it; use another name';
  return ENV_NAME.test(value) && value !== '.' && !value.startsWith('..')
    ? undefined
    : 'is not the name of an environment variable: letters, digits, "_", "-" and ".", not starting with a digit or ".."';
};
