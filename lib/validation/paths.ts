import type { Grammar } from './validator';
import { text } from './text';

/** Nothing may be mounted there, nor below. */
const TAKEN = [
  '/proc',
  '/sys',
  '/dev',
  '/run',
  '/var/run',
  '/tmp',
  '/etc/git-secret',
  '/etc/workspace-scripts',
  '/etc/hostname',
  '/etc/hosts',
  '/etc/resolv.conf',
];

/** Mounting over them would hide what an image is made of; below them is fine. */
const HIDING = new Set([
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

/** Where a working tree is mounted. */
export const mountPath: Grammar = (value) => {
  const reason = text(value);
  if (reason) return reason;
  if (!value.startsWith('/')) return 'is not an absolute path';
  if (value.includes(':')) return 'has a ":", which a mount path can\'t have';
  if (/\s/.test(value)) return 'has a space';
  if (HIDING.has(value)) return "would hide the image's own files";
  if (/\/(\.{0,2})(\/|$)/.test(value)) return 'has an empty, a "." or a ".." part';
  if (Buffer.byteLength(value) > 1024) return 'is longer than 1024 bytes';
  if (value.split('/').some((part) => Buffer.byteLength(part) > 255)) return 'has a part of more than 255 bytes';
  const taken = TAKEN.find((path) => value === path || value.startsWith(`${path}/`));
  return taken && `is in ${taken}, which the container needs for itself`;
};

/** A path inside a repository, such as `dist`: relative, without empty, `.` and `..` parts. */
export const relativePath: Grammar = (value) =>
  /^[\w.-]+(\/[\w.-]+)*$/.test(value) && !/(^|\/)\.{1,2}(\/|$)/.test(value)
    ? undefined
    : 'is not a path inside a repository (such as dist)';
