import { createHash } from 'node:crypto';

const LONGEST = 45;
const HASH_DIGITS = 8;
/** Endings that this project gives to names itself: a name that has one already could meet another. */
const RESERVED_ENDING = /-(run\d+|[0-9a-f]{8})$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
}

/**
 * The DNS form of a task's ID or a repository's name: a DNS-1123 label of at most 45 characters.
 * It is the text itself where possible, otherwise a readable part of it and 8 hex digits of its SHA-256.
 */
export function dnsName(id: string): string {
  if (id.length <= LONGEST && DNS_LABEL.test(id) && !RESERVED_ENDING.test(id)) return id;
  const readable = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST - HASH_DIGITS - 1)
    .replace(/^-+|-+$/g, '');
  return [readable, hash(id)].filter(Boolean).join('-');
}

/** The name of the claim of the root, or the repository, `id`. */
export function claimName(id: string): string {
  return `git-repo-pvc-${dnsName(id)}`;
}

/** Prefix of the name of every Job. The rest is the name of the working tree. */
export const JOB_NAME_PREFIX = 'keruta-job-';

/** The name of the Job of a task's run. */
export function jobName(taskId: string, run: number): string {
  return `${JOB_NAME_PREFIX}${treeName(taskId, run)}`;
}

/** Parses the name of a Job into the DNS name of its task and the run. A DNS name never ends in `-run` and digits. */
export function parseJobName(name: string): { task: string; run: number } {
  const tree = name.startsWith(JOB_NAME_PREFIX) ? name.slice(JOB_NAME_PREFIX.length) : name;
  const [, task = tree, run = '1'] = /^(.*)-run(\d+)$/.exec(tree) ?? [];
  return { task, run: Number(run) };
}

/** The name of the working tree of a task's run: a folder under `trees/` on the claim. */
export function treeName(taskId: string, run: number): string {
  return run === 1 ? dnsName(taskId) : `${dnsName(taskId)}-run${run}`;
}

/** The value of the label that pods on the claim `name` carry: the name itself, hashed where it is too long for one. */
export function claimLabel(name: string): string {
  return name.length <= 63
    ? name
    : `${name.slice(0, 63 - HASH_DIGITS - 1).replace(/[^a-zA-Z0-9]+$/, '')}-${hash(name)}`;
}
