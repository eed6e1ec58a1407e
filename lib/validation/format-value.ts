import { escapeInvisible } from './escape-invisible';
import { maskTokens } from './tokens';

const MAX_LENGTH = 80;

/** Fields whose values may be secrets: messages do not show them. */
export const SENSITIVE_FIELDS: ReadonlySet<unknown> = new Set(['env', 'envFrom', 'command', 'args', 'annotations']);

/** Returns a value as JSON on one line: shortened, without credentials, and without characters that a terminal interprets. */
export function formatValue(value: unknown): string {
  const json = maskTokens(withoutCredentials(toJson(value)));
  const short = json.length > MAX_LENGTH ? `${json.slice(0, MAX_LENGTH - 10)}…${json.slice(-5)}` : json;
  return escapeInvisible(short);
}

/** Returns the type of a value that JSON cannot express, such as a function. */
function toJson(value: unknown): string {
  // JSON has no NaN and no Infinity.
  if (typeof value === 'number') return String(value);
  try {
    const json: string | undefined = JSON.stringify(value);
    return json ?? typeof value;
  } catch {
    return typeof value;
  }
}

/** Replaces what may be a user, a password or a token: before the host of a URL, or in its query. */
function withoutCredentials(json: string): string {
  const text = json.replace(/^("?)[^/\s:@"]*:[^/\s]*(?=@)/, '$1***');
  const [, scheme, rest = ''] = /^(.*?:\/\/)(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) return text;
  return scheme + rest.replace(/^.*@/s, '***@').replace(/\?.*?("?)$/s, '?***$1');
}
