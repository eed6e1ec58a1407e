import { isDeepStrictEqual } from 'node:util';
import { ARGO_CD_ANNOTATIONS, LABELS, VARIABLES } from '../kubernetes/names';
import { findDifferences, formatFieldPath, isMutableMetadata, type Difference, type FieldPath } from './differences';
import type { Job } from './snapshot';
import { isScriptsPath } from './script-changes';

/** What happens when a field of a Job changes and its run does not. */
export type EditKind = 'rejected' | 'deferred' | 'immediate';

/** Fields of a Job's spec that Kubernetes changes in a Job that exists. */
const MUTABLE_FIELDS = new Set([
  'activeDeadlineSeconds',
  'backoffLimit',
  'maxFailedIndexes',
  'parallelism',
  'podReplacementPolicy',
  'suspend',
  'ttlSecondsAfterFinished',
]);
/** Immutable fields. The ApplicationSet makes Argo CD ignore their changes, which then wait for the Job of a new run. */
const IGNORED_FIELDS = new Set(['podFailurePolicy', 'template']);
/** Names of the fields whose values are shown. */
const NAMES: Readonly<Record<string, string>> = {
  'spec.backoffLimit': 'backoffLimit',
  'spec.activeDeadlineSeconds': 'activeDeadlineSeconds',
  [`metadata.annotations.${ARGO_CD_ANNOTATIONS.syncWave}`]: 'sync wave',
};
/** Labels and environment variables that follow from the parent of a task. */
const PARENT_KEYS = new Set<string>([LABELS.parentTaskId, VARIABLES.parentTaskId, VARIABLES.parentTree]);

/** What is known of two Jobs of one task, so that what follows from it is not listed as well. */
interface KnownChanges {
  /** Whether the task has another parent. */
  readonly isMoved: boolean;
  /** Whether the run of its parent changes. */
  readonly hasOtherParentRun: boolean;
}

interface JobEdits extends Record<EditKind, string[]> {
  /** Whether labels of the Job change that its pods keep, because its pod template has them too. */
  podsKeepLabels: boolean;
}

/** Returns every field that differs between two Jobs of one run as Markdown, by what happens to it. */
export function findJobEdits(old: Job, job: Job, known: KnownChanges): JobEdits {
  const edits: JobEdits = { rejected: [], deferred: [], immediate: [], podsKeepLabels: false };
  const differences = [...findDifferences(old, job)];
  for (const difference of differences) {
    const { path } = difference;
    if (isScriptsPath(path, old, job) || isKnown(path, known)) continue;
    if (followsLabelOfJob(difference, differences)) edits.podsKeepLabels = true;
    else edits[effectOf(path)].push(formatEdit(difference));
  }
  return edits;
}

/** Whether a label of the pod template changes because the same label of the Job does: `labels` sets both. */
function followsLabelOfJob({ path, from, to }: Difference, all: readonly Difference[]): boolean {
  if (path.slice(0, 4).join('.') !== 'spec.template.metadata.labels') return false;
  return all.some((other) => isDeepStrictEqual(other, { path: path.slice(2), from, to }));
}

/** Whether a field changes only because the parent of the task does. */
function isKnown(path: FieldPath, { isMoved, hasOtherParentRun }: KnownChanges): boolean {
  const key = keyOf(path);
  return (
    (isMoved && PARENT_KEYS.has(key)) ||
    (hasOtherParentRun && path[3] === 'initContainers' && key === VARIABLES.parentTree)
  );
}

/** Returns the label or the environment variable that a field of a Job belongs to, if any. */
function keyOf(path: FieldPath): string {
  if (/^(spec\.template\.)?metadata\.labels\./.test(path.join('.'))) return path.at(-1)!;
  return path[5] === 'env' ? (path[6] ?? '') : '';
}

/** Returns what happens when the field at a path changes in a Job that exists. */
function effectOf(path: FieldPath): EditKind {
  const [top, field = ''] = path;
  if (top === 'spec' && IGNORED_FIELDS.has(field)) return 'deferred';
  return isMutableMetadata(path) || (top === 'spec' && MUTABLE_FIELDS.has(field)) ? 'immediate' : 'rejected';
}

/** Formats a change with its values if they are short and never secret, otherwise only the path of the field. */
function formatEdit({ path, from, to }: Difference): string {
  const name = NAMES[path.join('.')];
  return name === undefined
    ? formatFieldPath(path)
    : formatValues(name, from as string | number, to as string | number);
}

function formatValues(name: string, from: string | number = 'none', to: string | number = 'none'): string {
  return `${name} ${from} -> ${to}`;
}
