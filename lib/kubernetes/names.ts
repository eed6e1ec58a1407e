import { createHash } from 'node:crypto';
import { MAX_DNS_NAME_LENGTH, MAX_LABEL_LENGTH } from '../validation/object-names';

/** The names that this project gives to Kubernetes objects, labels, containers and volumes. No other file spells them. */

/** Value of the label `app` of all objects. */
export const APP = 'keruta';
const JOB_PREFIX = 'keruta-job-';
const CLAIM_PREFIX = 'git-repo-pvc-';

export const LABELS = {
  app: 'app',
  taskId: 'task-id',
  rootTaskId: 'root-task-id',
  parentTaskId: 'parent-task-id',
  /** Pods on one claim, if only one node can mount it. */
  claim: 'git-repo-claim',
} as const;

/** Labels that Kubernetes gives to the pods of a Job. */
export const JOB_LABELS = {
  jobName: 'batch.kubernetes.io/job-name',
  jobUid: 'batch.kubernetes.io/controller-uid',
} as const;

/** Returns the labels of a namespace that enforces a Pod Security level. */
export function podSecurityLabels(level: string): Record<string, string> {
  return { 'pod-security.kubernetes.io/enforce': level };
}

/** Annotations that tell Argo CD how to sync an object. */
export const ARGO_CD_ANNOTATIONS = {
  syncWave: 'argocd.argoproj.io/sync-wave',
  syncOptions: 'argocd.argoproj.io/sync-options',
  compareOptions: 'argocd.argoproj.io/compare-options',
} as const;

/** Annotations of Jobs that this project sets. */
export const ANNOTATIONS = {
  /** "true" if the children of a failed task start. The health check of Jobs in Argo CD reads it. */
  allowFailure: `${APP}/allow-failure`,
} as const;

/** Environment variables that this project sets in containers, apart from those of git. */
export const VARIABLES = {
  taskId: 'TASK_ID',
  parentTaskId: 'PARENT_TASK_ID',
  repoUrl: 'REPO_URL',
  /** Only in the init container. */
  parentTree: 'PARENT_TREE',
  /** Only in the init container. */
  inputs: 'INPUTS',
  /** Only in the containers of a task that pushes. */
  branch: 'BRANCH',
  /** Only in an init container of a task that pushes. */
  startTree: 'START_TREE',
  /** Only in the init container. */
  keepRuns: 'KEEP_RUNS',
} as const;

/** Keys of the labels that this project sets. */
export const OWN_LABELS: ReadonlySet<string> = new Set(Object.values(LABELS));

export const CONTAINERS = {
  main: 'main',
  /** Init container of a root task. */
  clone: 'git-clone',
  /** Init container of a child task. */
  copy: 'copy-workspace',
  /** Init container that waits for the sidecars. */
  wait: 'wait-for-sidecars',
  /** Containers of a task that pushes, in the order in which they run. All but the last are init containers. */
  pushLook: 'push-look',
  pushCheck: 'push-check',
  pushCommit: 'push-commit',
  push: 'push',
} as const;

/** Names of the containers of this project. */
export const OWN_CONTAINERS: ReadonlySet<string> = new Set(Object.values(CONTAINERS));

/** What is between the prefix and the hash in the name of a ConfigMap with the scripts. */
export const SCRIPTS_INFIX = '-workspace-';
export const SCRIPTS_HASH_DIGITS = 10;
/** The end of the name of a ConfigMap with the scripts of any version, as a regular expression for JavaScript and grep -E. */
export const SCRIPTS_NAME_ENDING = `${SCRIPTS_INFIX}[0-9a-f]{${SCRIPTS_HASH_DIGITS}}$`;

/** Name of the volume that is the claim. */
export const CLAIM_VOLUME = 'git-repo';

/** Start of the names of the volumes that a task adds. */
export const VOLUME_PREFIX = 'volume-';

/** Start of the names of the volumes that are `/tmp` of a sidecar. */
export const SIDECAR_TMP_PREFIX = 'sidecar-tmp-';

/** Folder in which `main` has the trees of its inputs. */
export const INPUTS_PATH = '/inputs';

const HASH_DIGITS = 8;
/** Endings that this project appends to names: a name that already has one could be equal to another name. */
const RESERVED_ENDING = /-(run\d+|[0-9a-f]{8})$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
}

/**
 * Returns the DNS form of a task's ID or a repository's name: a DNS-1123 label of at most `MAX_DNS_NAME_LENGTH` characters.
 * It is the text itself if possible, otherwise a readable part of it and 8 hex digits of its SHA-256.
 */
export function dnsName(id: string): string {
  if (id.length <= MAX_DNS_NAME_LENGTH && DNS_LABEL.test(id) && !RESERVED_ENDING.test(id)) return id;
  const readable = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_DNS_NAME_LENGTH - HASH_DIGITS - 1)
    .replace(/^-+|-+$/g, '');
  return [readable, hash(id)].filter(Boolean).join('-');
}

/** Returns the name of the claim of a root task or a repository, by its ID or name. */
export function claimName(id: string): string {
  return `${CLAIM_PREFIX}${dnsName(id)}`;
}

/** Returns the name of the working tree of a task's run: a folder under `trees/` on the claim. */
export function treeName(taskId: string, run: number): string {
  return run === 1 ? dnsName(taskId) : `${dnsName(taskId)}-run${run}`;
}

/** Returns the path of a working tree on its claim; `tree` may also be a variable of a shell. */
export function treePath(tree: string): string {
  return `trees/${tree}`;
}

/** Returns where `main` has the tree of an input. */
export function inputPath(taskId: string): string {
  return `${INPUTS_PATH}/${dnsName(taskId)}`;
}

/** Returns the name of the Job of a working tree; `tree` may also be a variable of a shell. */
export function jobNameOfTree(tree: string): string {
  return `${JOB_PREFIX}${tree}`;
}

/** Returns the name of the Job of a task's run. */
export function jobName(taskId: string, run: number): string {
  return jobNameOfTree(treeName(taskId, run));
}

/** Returns the DNS form of the task's ID, and the run, of the Job with a name. */
export function parseJobName(name: string): { task: string; run: number } {
  return parseTreeName(name.startsWith(JOB_PREFIX) ? name.slice(JOB_PREFIX.length) : name);
}

/** Returns the DNS form of the task's ID, and the run, of a tree. No name of a run 1 ends with `-run` and digits. */
export function parseTreeName(tree: string): { task: string; run: number } {
  const [, task = tree, run = '1'] = /^(.*)-run(\d+)$/s.exec(tree) ?? [];
  return { task, run: Number(run) };
}

/** Returns the name of a volume that a task mounts at a path. */
export function volumeName(mountPath: string): string {
  return `${VOLUME_PREFIX}${dnsName(mountPath)}`;
}

/** Returns the name of the volume that is `/tmp` of a sidecar. */
export function sidecarTmpName(sidecar: string): string {
  return `${SIDECAR_TMP_PREFIX}${dnsName(sidecar)}`;
}

/** Returns the value of the label of the pods on a claim: the claim's name, or a part and a hash of a long one. */
export function claimLabel(name: string): string {
  return name.length <= MAX_LABEL_LENGTH
    ? name
    : `${name.slice(0, MAX_LABEL_LENGTH - HASH_DIGITS - 1).replace(/[^a-zA-Z0-9]+$/, '')}-${hash(name)}`;
}
