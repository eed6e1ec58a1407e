import { findSecret } from '../../validation/tokens';
import { hasVariable } from './variables';

/** Names of variables whose values are often secret. */
const NAME = /token|passw(or)?d|passphrase|secret|credential|api_?key|access_?key|private_?key/i;
/**
 * Tokens of GitHub, GitLab, Slack, AWS and npm, private keys, and URLs with a password: more forms than `findSecret` warns
 * about, because what is not copied is only reported.
 */
const VALUE =
  /\b(gh[opsur]_\w{20}|github_pat_\w{20}|gl[a-z]{2,4}-[\w-]{20}|xox[abprs]-|AKIA[A-Z0-9]{16}|npm_\w{20})|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/\s@"']*:[^/\s@"']+@/;

/** Whether the value of a variable may be a secret. */
export function isSecret(name: string, value: string): boolean {
  return containsSecret(value) || (NAME.test(name) && value !== '' && !hasVariable(value));
}

/** Whether a text has a token, a private key, or a URL with a password in it. */
export function containsSecret(text: string): boolean {
  return VALUE.test(text) || findSecret(text) !== undefined;
}
