import type { Validator } from './validator';

const HOST =
  /^([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*$/;
const PATH = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;
const EXAMPLE_IMAGE = 'registry.example.com/team/app:1.2';
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** When a node pulls an image, as in Kubernetes. */
export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never';

export const IMAGE_PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'] as const satisfies readonly ImagePullPolicy[];

interface ImageReference {
  /** Registry and path. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Returns the parts of an image reference, valid or not. */
export function parseImage(value: string): ImageReference {
  const [rest = '', digest] = split(value, value.indexOf('@'));
  const colon = rest.lastIndexOf(':');
  const [name = '', tag] = split(rest, colon > rest.lastIndexOf('/') ? colon : -1);
  return { name, tag, digest };
}

function split(value: string, at: number): [string, string?] {
  return at < 0 ? [value] : [value.slice(0, at), value.slice(at + 1)];
}

/** Validates a reference to a container image: `[registry[:port]/]path[:tag][@digest]`. */
export const image: Validator = (value) => {
  if (value === '') return `is empty; use an image reference (such as ${EXAMPLE_IMAGE})`;
  if (/\s/.test(value)) return `contains a space; remove it (an image is written as ${EXAMPLE_IMAGE})`;
  if (SCHEME.test(value)) return `contains a scheme: remove it (an image is written as ${EXAMPLE_IMAGE})`;
  const { name, tag, digest } = parseImage(value);
  const { host, path } = splitHost(name);
  if (host !== undefined && !isHost(host))
    return `does not start with a valid registry (such as registry.example.com:5000): ${JSON.stringify(host)}`;
  if (/[A-Z]/.test(path)) return 'contains a capital letter in its path: use lower case';
  if (name.length > 255) return 'is longer than 255 characters (without tag and digest); use a shorter name';
  if (!path.split('/').every((part) => PATH.test(part)) || (host === undefined && /^[0-9a-f]{64}$/.test(path))) {
    return `is not an image reference (such as ${EXAMPLE_IMAGE})`;
  }
  if (tag !== undefined && !TAG.test(tag))
    return 'does not end with a valid tag: at most 128 letters, digits, "_", "." and "-"';
  if (digest !== undefined && !DIGEST.test(digest))
    return 'does not end with a valid digest, such as sha256: and 64 hex digits';
  return undefined;
};

/** Splits a name: its first part is a registry if it looks like a host. */
function splitHost(name: string): { host?: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  return first === 'localhost' || /[.:]/.test(first) ? { host: first, path: name.slice(slash + 1) } : { path: name };
}

function isHost(value: string): boolean {
  const [, host = '', port] = /^(\[[0-9a-fA-F:]+\]|[^:]*)(?::(\d{1,5}))?$/.exec(value) ?? [];
  return (host.startsWith('[') || HOST.test(host)) && (port === undefined || Number(port) <= 65535);
}
