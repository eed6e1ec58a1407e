import { isDeepStrictEqual } from 'node:util';
import { isFailureAllowed } from '../kubernetes/allow-failure';
import { LABELS } from '../kubernetes/names';
import { findJobEdits, type EditKind } from './job-edits';
import { isOtherClaim, nextRun, relationChanges } from './relations';
import { inputsOf, runOf, taskLabel, type Job } from './snapshot';

type Edit = readonly [kind: EditKind, details: string];

interface UnchangedRunOptions {
  /** Whether the run of the parent changes. */
  readonly hasOtherParentRun: boolean;
  /** Whether the run of an input changes. */
  readonly hasOtherInputRun: boolean;
  readonly isInArgoCd: boolean;
}

const PODS_KEEP_LABELS = '; its pods keep the earlier labels until "run" is increased';
const CREATED_AGAIN = 'Argo CD can delete its Job and create it again, and the task then runs again or fails';

/** Describes what a change of `allowFailure` does to the children of a task that failed, or returns an empty text. */
function blockingChange(old: Job, job: Job): string {
  const isAllowed = isFailureAllowed(job);
  if (isFailureAllowed(old) === isAllowed) return '';
  return `; if the task has failed, it ${isAllowed ? 'no longer blocks its children' : 'blocks its children again'}`;
}

/** Returns the changes of a task whose run is not increased. */
export function* unchangedRunEdits(
  old: Job,
  job: Job,
  { hasOtherParentRun, hasOtherInputRun, isInArgoCd }: UnchangedRunOptions,
): Generator<Edit> {
  const [oldRun, run] = [runOf(old), runOf(job)];
  if (run < oldRun) {
    const reason = `"run" can only be increased; to run the task again, set ${nextRun(old)}`;
    yield ['rejected', `run ${oldRun} -> ${run}: ${reason}`];
    return;
  }
  const relations = relationChanges(old, job);
  const hasOtherClaim = isOtherClaim(old, job);
  const failing = hasOtherClaim ? '; until then, tasks that start from its result fail' : '';
  if (taskLabel(old, LABELS.rootTaskId) !== taskLabel(job, LABELS.rootTaskId)) {
    const change = relations.join(', ');
    if (isInArgoCd) yield ['rejected', `${change}: ${CREATED_AGAIN}; set ${nextRun(job)}`];
    else yield ['deferred', `${change}; set ${nextRun(job)} to run it in its new chain${failing}`];
    return;
  }
  const { rejected, deferred, immediate, podsKeepLabels } = findJobEdits(old, job, {
    hasOtherParent: taskLabel(old, LABELS.parentTaskId) !== taskLabel(job, LABELS.parentTaskId),
    hasOtherParentRun,
    hasOtherInputs: hasOtherInputRun || !isDeepStrictEqual(inputsOf(old), inputsOf(job)),
    hasOtherClaim,
  });
  if (rejected.length > 0) {
    const reason = `immutable after creation; set ${nextRun(job)} for a new Job`;
    yield ['rejected', `${rejected.join(', ')}: ${reason}`];
  }
  if (relations.length + deferred.length > 0) {
    const wholeChain = hasOtherClaim ? ', and increase `run` for the whole chain' : '';
    yield ['deferred', `${[...relations, ...deferred].join(', ')}; set ${nextRun(job)}${wholeChain}${failing}`];
  }
  if (immediate.length > 0) {
    yield ['immediate', `${immediate.join(', ')}${podsKeepLabels ? PODS_KEEP_LABELS : ''}${blockingChange(old, job)}`];
  }
}
