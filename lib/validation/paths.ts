import type { Validator } from './validator';
import { text } from './text';

/** Folders and files that a container needs: nothing may be mounted there or below. */
const SYSTEM_PATHS = [
  '/proc',
  '/sys',
  '/dev',
  '/run',
  '/var/run',
  '/tmp',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
];

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
  const reserved = [...SYSTEM_PATHS, ...own];
  return (value) => checkMountPath(value, reserved);
}

function checkMountPath(value: string, reserved: readonly string[]): string | undefined {
  const reason = text(value);
  if (reason) return reason;
  if (!value.startsWith('/')) return 'is not an absolute path: start it with "/"';
  if (value.includes(':')) return 'contains ":", which is not allowed in a mount path; remove it';
  if (/\s/.test(value)) return 'contains a space, which is not allowed in a mount path; remove it';
  if (IMAGE_FOLDERS.has(value)) return 'would hide files of the image: use a folder of its own, such as /git-repo';
  if (/\/(\.{0,2})(\/|$)/.test(value))
    return 'contains an empty part, "." or ".."; write the path without them (such as /git-repo)';
  if (Buffer.byteLength(value) > 1024) return 'is longer than 1024 bytes; use a shorter path';
  if (value.split('/').some((part) => Buffer.byteLength(part) > 255))
    return 'contains a part that is longer than 255 bytes; use a shorter one';
  const needed = reserved.find((path) => value === path || value.startsWith(`${path}/`));
  return needed && `is in ${needed}, which the container needs: use a folder of its own, such as /git-repo`;
}

/** Validates a path in a repository, such as `dist`: relative, without empty parts, `.` and `..`. */
export const relativePath: Validator = (value) =>
  /^[\w.-]+(\/[\w.-]+)*$/.test(value) && !/(^|\/)\.{1,2}(\/|$)/.test(value)
    ? undefined
    : 'is not a path in a repository (such as dist)';
