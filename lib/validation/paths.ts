import type { Validator } from './validator';
import { text } from './text';

/** Folders and files that a container needs: nothing may be mounted there or below. */
const SYSTEM_PATHS = ['/proc', '/sys', '/dev', '/tmp', '/etc/hostname', '/etc/hosts', '/etc/resolv.conf'];

/** Folders of running programs. A volume may be mounted there, but not a working tree. */
const RUN_FOLDERS = ['/run', '/var/run'];

/** Where Kubernetes mounts the token of a ServiceAccount. In most images, `/var/run` is a link to `/run`. */
const TOKEN_FOLDERS = RUN_FOLDERS.map((folder) => `${folder}/secrets/kubernetes.io`);

/** Shared memory. It may be replaced by a volume, unlike the rest of `/dev`. */
const SHARED_MEMORY = '/dev/shm';

/** Folders that images fill: nothing may be mounted there, but below. */
const IMAGE_FOLDERS = new Set([
  '/',
  '/bin',
  '/boot',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/sbin',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/lib64',
  '/usr/local',
  '/usr/local/bin',
  '/usr/local/lib',
  '/usr/sbin',
  '/usr/share',
  '/var',
]);

/** Validates where a working tree is mounted; `own` are the paths at which this project mounts other volumes. */
export function mountPath(own: readonly string[]): Validator {
  const reserved = [...SYSTEM_PATHS, ...RUN_FOLDERS, ...own];
  return (value) => checkMountPath(value, reserved, '/git-repo');
}

/** Validates where a volume of a task is mounted; `own` are the paths at which this project mounts its volumes. */
export function volumePath(own: readonly string[]): Validator {
  const reserved = [...SYSTEM_PATHS, ...TOKEN_FOLDERS, ...own];
  return (value) => (value === SHARED_MEMORY ? undefined : checkMountPath(value, reserved, '/cache'));
}

function checkMountPath(value: string, reserved: readonly string[], example: string): string | undefined {
  const reason = text(value);
  if (reason) return reason;
  if (!value.startsWith('/')) return 'is not an absolute path: start it with "/"';
  if (value.includes(':')) return 'contains ":", which is not allowed in a mount path; remove it';
  if (/\s/.test(value)) return 'contains a space, which is not allowed in a mount path; remove it';
  if (IMAGE_FOLDERS.has(value)) return `would hide files of the image: use a folder of its own, such as ${example}`;
  if (/\/(\.{0,2})(\/|$)/.test(value))
    return `contains an empty part, "." or ".."; write the path without them (such as ${example})`;
  if (Buffer.byteLength(value) > 1024) return 'is longer than 1024 bytes; use a shorter path';
  if (value.split('/').some((part) => Buffer.byteLength(part) > 255))
    return 'contains a part that is longer than 255 bytes; use a shorter one';
  const needed = reserved.find((path) => value === path || value.startsWith(`${path}/`));
  return needed && `is in ${needed}, which the container needs: use a folder of its own, such as ${example}`;
}

/** Validates a path in a repository, such as `dist`: relative, without empty parts, `.` and `..`. */
export const relativePath: Validator = (value) =>
  /^[\w.-]+(\/[\w.-]+)*$/.test(value) && !/(^|\/)\.{1,2}(\/|$)/.test(value)
    ? undefined
    : 'is not a path in a repository (such as dist)';
