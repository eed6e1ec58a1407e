import { isIPv4, isIPv6 } from 'node:net';
import type { Validator } from './validator';

export interface GitUrl {
  readonly kind: 'https' | 'http' | 'ssh';
  readonly host: string;
}

const URL =
  /^(?<scheme>https?|ssh):\/\/(?:(?<user>[^/@]*)@)?(?<host>\[[0-9a-f:.]+\]|[^/:@[\]]*)(?::(?<port>\d*))?(?<path>\/.*)?$/i;
const SCP_LIKE = /^(?:(?<user>[^/:@]+)@)?(?<host>\[[0-9a-f:.]+\]|[^/:@[\]]+):(?<path>[^:].*)?$/i;
const HOST_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*$/i;
const USER = /^[a-z0-9_][\w.+-]*$/i;
const PATH = /^[\w\-.~!$&'()*+,;=:@%/]+$/;
/** Longer than any server's, and short enough to stand in a Job several times. */
const LONGEST = 2048;
const NO_PASSWORD = 'has a user or a password in it: put credentials into a Secret and name that as gitSecret';

/** Takes the URL of a git repository apart; `undefined` where it is none. */
export function parseGitUrl(value: string): GitUrl | undefined {
  if (gitUrl(value)) return undefined;
  const { scheme, host } = groups(value);
  return { kind: (scheme ?? 'ssh') as GitUrl['kind'], host };
}

/** The URL of a git repository: https, http, ssh, or scp-like (`git@example.com:team/app.git`). */
export const gitUrl: Validator = (value) => {
  if (value === '') return 'is empty';
  if (value.length > LONGEST) return `is longer than ${LONGEST} characters`;
  // eslint-disable-next-line no-control-regex
  if (/[\s\0-\x1f\x7f-\x9f]/.test(value)) return 'has a space or a control character';
  if (value.startsWith('-')) return 'has a leading "-", which git takes for an option';
  if (hasPassword(value)) return NO_PASSWORD;
  const scheme = /^([a-z][a-z0-9+.-]*):(?:\/\/|:)/i.exec(value)?.[1];
  if (scheme !== undefined && !/^(https?|ssh)$/.test(scheme)) {
    return `has the scheme ${JSON.stringify(scheme)}: only https, http and ssh are cloned`;
  }
  if (/[?#]/.test(value)) return 'has a "?" or a "#": a query or a fragment names no repository';
  const { host, port, path, user } = groups(value);
  if (host === undefined) return 'is not the URL of a git repository (such as https://example.com/team/app.git)';
  if (!isHost(host) || (scheme === undefined && host.length === 1)) return 'has no valid host';
  if (port !== undefined && !isPort(port)) return 'has no valid port';
  if (user !== undefined && !USER.test(user)) return 'has no valid user';
  if (path === undefined || /^\/*$/.test(path)) return 'has no path: it names no repository';
  if (path.startsWith('-')) return 'has a path with a leading "-", which git takes for an option';
  if (!PATH.test(path) || (scheme !== undefined && /%(?![2-7][0-9a-f]|[89a-f][0-9a-f])|%7f/i.test(path))) {
    return "has a character in its path that a URL can't have (as %20 stands for a space)";
  }
  return undefined;
};

function groups(value: string): Partial<Record<string, string>> & { host: string } {
  return ((URL.exec(value) ?? (value.includes('://') ? null : SCP_LIKE.exec(value)))?.groups ?? {}) as never;
}

/** A user of https may be a token; a user of ssh is none, but could have a password. */
function hasPassword(value: string): boolean {
  const [, scheme, authority = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(value) ?? [];
  if (scheme === undefined) return /^[^/@:[\]]*:[^/@]*@/.test(value);
  const user = authority.slice(0, Math.max(authority.lastIndexOf('@'), 0));
  return scheme.toLowerCase() === 'ssh' ? user.includes(':') : authority.includes('@');
}

function isHost(value: string): boolean {
  if (value.startsWith('[')) return isIPv6(value.slice(1, -1));
  return HOST_NAME.test(value) && (isIPv4(value) || !/(^|\.)\d+$/.test(value));
}

function isPort(value: string): boolean {
  return value !== '' && Number(value) >= 1 && Number(value) <= 65535;
}
