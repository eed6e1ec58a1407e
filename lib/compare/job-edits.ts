import { isDeepStrictEqual } from 'node:util';
import { CLAIM_VOLUME, CONTAINERS, LABELS, VARIABLES } from '../kubernetes/names';
import { findDifferences, formatFieldPath, isMutableMetadata, type Difference, type FieldPath } from './differences';
import { followsListField, formatListField } from './list-fields';
import { isEphemeral, type Job } from './snapshot';
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
/** Labels and environment variables that follow from the parent of a task. */
const PARENT_KEYS = new Set<string>([LABELS.parentTaskId, VARIABLES.parentTaskId, VARIABLES.parentTree]);
const CLAIM_PATH = `spec.template.spec.volumes.${CLAIM_VOLUME}`;

/** What is known of two Jobs of one task, so that what follows from it is not listed as well. */
interface KnownChanges {
  readonly hasOtherParent: boolean;
  /** Whether the run of its parent changes. */
  readonly hasOtherParentRun: boolean;
  /** Whether its inputs change, or the run of one of them. */
  readonly hasOtherInputs: boolean;
  readonly hasOtherClaim: boolean;
}

interface JobEdits extends Readonly<Record<EditKind, readonly string[]>> {
  /** Whether labels of the Job change that its pods keep, because its pod template has them too. */
  readonly podsKeepLabels: boolean;
}

/** Returns every field that differs between two Jobs of one run as Markdown, by what happens to it. */
export function findJobEdits(old: Job, job: Job, known: KnownChanges): JobEdits {
  const edits = { rejected: new Set<string>(), deferred: new Set<string>(), immediate: new Set<string>() };
  let podsKeepLabels = false;
  const differences = [...findDifferences(old, job)];
  for (const difference of differences) {
    const { path } = difference;
    if (isScriptsPath(path, old, job) || isKnown(path, known) || followsEphemeral(path, old, job)) continue;
    if (followsListField(difference, differences)) continue;
    if (followsLabelOfJob(difference, differences)) podsKeepLabels = true;
    else edits[effectOf(path)].add(formatListField(difference) ?? formatFieldPath(path));
  }
  return {
    rejected: [...edits.rejected],
    deferred: [...edits.deferred],
    immediate: [...edits.immediate],
    podsKeepLabels,
  };
}

/** Whether a label of the pod template changes because the same label of the Job does: `labels` sets both. */
function followsLabelOfJob({ path, from, to }: Difference, all: readonly Difference[]): boolean {
  if (path.slice(0, 4).join('.') !== 'spec.template.metadata.labels') return false;
  return all.some((other) => isDeepStrictEqual(other, { path: path.slice(2), from, to }));
}

/** Whether a field changes only because the parent, an input or the claim of the task does. */
function isKnown(
  path: FieldPath,
  { hasOtherParent, hasOtherParentRun, hasOtherInputs, hasOtherClaim }: KnownChanges,
): boolean {
  const key = keyOf(path);
  const isInInitContainer = path[3] === 'initContainers';
  const isPushedTree = path[4] === CONTAINERS.pushCommit && path[5] === 'volumeMounts';
  return (
    (isInInitContainer && key === VARIABLES.startTree) ||
    (hasOtherParent && (PARENT_KEYS.has(key) || isPushedTree)) ||
    (hasOtherClaim && path.slice(0, 5).join('.') === CLAIM_PATH) ||
    (hasOtherParentRun && isInInitContainer && (key === VARIABLES.parentTree || isPushedTree)) ||
    (hasOtherInputs && isInInitContainer && key === VARIABLES.inputs)
  );
}

/** Whether a field changes only because `ephemeral` is added or removed: other pods use the claim of a task, if it has one. */
function followsEphemeral(path: FieldPath, old: Job, job: Job): boolean {
  const isOfClaim = path[3] === 'affinity' || keyOf(path) === LABELS.claim;
  return isOfClaim && isEphemeral(old) !== isEphemeral(job);
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
