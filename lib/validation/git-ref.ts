import type { Validator } from './validator';
import { text } from './text';

const MAX_REF_BYTES = 255;
const ALLOWED = 'use a branch, a tag or a full commit';

/** Validates a branch, a tag, a full name such as `refs/tags/v1`, or a full commit. */
export const gitRef: Validator = (value) => {
  if (value === '') return `is empty; ${ALLOWED}`;
  const reason = text(value);
  if (reason) return reason;
  if (value.startsWith('-')) return `starts with "-", which git would parse as an option; ${ALLOWED}`;
  if (isShortCommit(value)) {
    return 'looks like an abbreviated commit, which cannot be fetched: use all 40 digits, or 64 for SHA-256 (or refs/heads/NAME if it is a branch)';
  }
  if (Buffer.byteLength(value) > MAX_REF_BYTES)
    return `is longer than ${MAX_REF_BYTES} bytes; use a shorter name, or a full commit`;
  return isRefName(value) ? undefined : `is not a git ref; ${ALLOWED}`;
};

/** Validates the name of a branch, without `refs/heads/`. */
export const gitBranch: Validator = (value) => {
  if (value.startsWith('refs/')) return 'starts with "refs/"; write the name without refs/heads/';
  if (value === 'HEAD' || /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(value))
    return 'is not the name of a branch; use another one';
  return gitRef(value)?.replace(ALLOWED, 'use the name of a branch');
};

/** Whether letters and digits are mixed: a word or a date may be the name of a branch or a tag. */
function isShortCommit(value: string): boolean {
  return /^[0-9a-f]{7,63}$/.test(value) && value.length !== 40 && /[0-9]/.test(value) && /[a-f]/.test(value);
}

/** Whether a name follows the rules of `git check-ref-format --allow-onelevel`. */
function isRefName(value: string): boolean {
  return (
    value !== '@' &&
    !/[\s~^:?*[\\]|\.\.|@\{/.test(value) &&
    !value.endsWith('.') &&
    value.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}
