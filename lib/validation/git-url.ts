import { isIPv4, isIPv6 } from 'node:net';
import type { Validator } from './validator';

interface GitUrl {
  readonly kind: 'https' | 'http' | 'ssh';
  readonly host: string;
}

const URL =
  /^(?<scheme>https?|ssh):\/\/(?:(?<user>[^/@]*)@)?(?<host>\[[0-9a-f:.]+\]|[^/:@[\]]*)(?::(?<port>\d*))?(?<path>\/.*)?$/i;
const SCP_LIKE = /^(?:(?<user>[^/:@]+)@)?(?<host>\[[0-9a-f:.]+\]|[^/:@[\]]+):(?<path>[^:].*)?$/i;
const HOST_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*$/i;
const USER = /^[a-z0-9_][\w.+-]*$/i;
const PATH = /^[\w\-.~!$&'()*+,;=:@%/]+$/;
/** Longer than the URLs of any server, and short enough to be in a Job several times. */
const MAX_URL_LENGTH = 2048;
const ALLOWED = 'use the URL of a git repository (such as https://example.com/team/app.git)';
const NO_PASSWORD = 'contains a user or a password: put credentials into a Secret and set gitSecret to its name';

/** Returns the parts of a git repository's URL, or `undefined` if it is not one. */
export function parseGitUrl(value: string): GitUrl | undefined {
  if (gitUrl(value)) return undefined;
  const { scheme, host } = groups(value);
  return { kind: (scheme ?? 'ssh') as GitUrl['kind'], host };
}

/** Validates the URL of a git repository: https, http, ssh, or scp-like (`git@example.com:team/app.git`). */
export const gitUrl: Validator = (value) => {
  if (value === '') return `is empty; ${ALLOWED}`;
  if (value.length > MAX_URL_LENGTH) return `is longer than ${MAX_URL_LENGTH} characters; use a shorter URL`;
  // eslint-disable-next-line no-control-regex
  if (/[\s\0-\x1f\x7f-\x9f]/.test(value))
    return 'contains a space or a control character; write a space as %20, and remove control characters';
  if (value.startsWith('-')) return `starts with "-", which git would parse as an option; ${ALLOWED}`;
  if (hasPassword(value)) return NO_PASSWORD;
  const scheme = /^([a-z][a-z0-9+.-]*):(?:\/\/|:)/i.exec(value)?.[1];
  if (scheme !== undefined && !/^(https?|ssh)$/.test(scheme)) {
    return `has the scheme ${JSON.stringify(scheme)}: use https, http or ssh`;
  }
  if (/[?#]/.test(value)) return 'contains "?" or "#": remove the query or the fragment';
  const { host, port, path, user } = groups(value);
  if (host === undefined) return 'is not the URL of a git repository (such as https://example.com/team/app.git)';
  if (!isHost(host) || (scheme === undefined && host.length === 1))
    return 'does not contain a valid host (such as git.example.com)';
  if (port !== undefined && !isPort(port)) return 'does not contain a valid port; use 1 to 65535, or remove it';
  if (user !== undefined && !USER.test(user))
    return 'does not contain a valid user (such as git); use letters, digits, "_", ".", "+" and "-"';
  if (path === undefined || /^\/*$/.test(path))
    return 'does not contain the path of a repository; add it (such as /team/app.git)';
  if (path.startsWith('-'))
    return 'contains a path that starts with "-", which git would parse as an option; write the URL with ssh://';
  if (!PATH.test(path) || (scheme !== undefined && /%(?![2-7][0-9a-f]|[89a-f][0-9a-f])|%7f/i.test(path))) {
    return 'contains a character in its path that is not allowed in a URL: percent-encode it (a space is %20)';
  }
  return undefined;
};

/** Whether two URLs lead to the same repository, as far as the URLs show it. */
export function isSameRepository(a: string, b: string): boolean {
  return repositoryOf(a) === repositoryOf(b);
}

/** Returns the host and the path of a URL: `example.com/team/app` for `git@Example.com:team/app.git`. */
export function repositoryOf(url: string): string {
  const { host = '', port, path = '' } = groups(url);
  const name = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return `${host.toLowerCase()}${port === undefined ? '' : `:${port}`}/${name}`;
}

function groups(value: string): Partial<Record<string, string>> & { host: string } {
  return ((URL.exec(value) ?? (value.includes('://') ? null : SCP_LIKE.exec(value)))?.groups ?? {}) as never;
}

/** Whether a URL contains credentials. A user of https may be a token; a user of ssh is not secret, its password is. */
function hasPassword(value: string): boolean {
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(value) ?? [];
  if (scheme === undefined) return /^[^/@:[\]]*:[^/@]*@/.test(value);
  const user = authority.slice(0, Math.max(authority.lastIndexOf('@'), 0));
  return scheme.toLowerCase() === 'ssh' ? user.includes(':') : authority.includes('@');
}

/** Whether a value is an IP address or a DNS name. A last dot keeps a name from being looked up in search domains. */
function isHost(value: string): boolean {
  if (value.startsWith('[')) return isIPv6(value.slice(1, -1));
  const name = value.replace(/\.$/, '');
  return HOST_NAME.test(name) && (isIPv4(value) || !/(^|\.)\d+$/.test(name));
}

function isPort(value: string): boolean {
  return value !== '' && Number(value) >= 1 && Number(value) <= 65535;
}
