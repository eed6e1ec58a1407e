import { LABELS } from '../kubernetes/names';
import { formatCode } from '../output/markdown';
import type { Change } from './change';
import { findJobEdits, type EditKind } from './job-edits';
import { runOf, taskLabel, type Job } from './snapshot';

type Jobs = ReadonlyMap<string, Job>;

const PODS_KEEP_LABELS = '; its pods keep the earlier labels until "run" is increased';

/** Returns the changes of the tasks. In `after`, each parent comes before its children. */
export function* taskChanges(before: Jobs, after: Jobs): Generator<Change> {
  /** Tasks that run again, and those that start from their results, with the task that runs again. */
  const reruns = new Map<string, string>();
  for (const [subject, job] of after) {
    const [old, run, parent] = [before.get(subject), runOf(job), taskLabel(job, LABELS.parentTaskId)];
    const change = (kind: Change['kind'], details: string): Change => ({ kind, object: 'task', subject, details });
    if (!old) {
      yield change('added', run === 1 ? '' : `run ${run}`);
    } else if (run > runOf(old)) {
      reruns.set(subject, subject);
      yield change('rerun', [`run ${runOf(old)} -> ${run}`, ...relationChanges(old, job)].join(', '));
    } else {
      const hasOtherParentRun = runOfTask(before, parent) !== runOfTask(after, parent);
      for (const [kind, details] of editsOfRun(old, job, hasOtherParentRun)) yield change(kind, details);
      const rerun = reruns.get(parent);
      if (rerun === undefined || taskLabel(old, LABELS.parentTaskId) !== parent) continue;
      reruns.set(subject, rerun);
      yield change('outdated', `${formatCode(rerun)}; set ${nextRun(job)} to run this task too`);
    }
  }
  for (const subject of before.keys()) {
    if (!after.has(subject)) yield { kind: 'removed', object: 'task', subject, details: '' };
  }
}

/** Returns the changes of a task whose run is not increased. */
function* editsOfRun(old: Job, job: Job, hasOtherParentRun: boolean): Generator<readonly [EditKind, details: string]> {
  const [oldRun, run] = [runOf(old), runOf(job)];
  if (run < oldRun) {
    const reason = `"run" can only be increased; to run the task again, set ${nextRun(old)}`;
    yield ['rejected', `run ${oldRun} -> ${run}: ${reason}`];
    return;
  }
  const relations = relationChanges(old, job);
  if (taskLabel(old, LABELS.rootTaskId) !== taskLabel(job, LABELS.rootTaskId)) {
    yield ['deferred', `${relations.join(', ')}; set ${nextRun(job)} to run it in its new chain`];
    return;
  }
  const { rejected, deferred, immediate, podsKeepLabels } = findJobEdits(old, job, {
    isMoved: relations.length > 0,
    hasOtherParentRun,
  });
  if (rejected.length > 0) {
    const reason = `immutable after creation; set ${nextRun(job)} for a new Job`;
    yield ['rejected', `${rejected.join(', ')}: ${reason}`];
  }
  if (relations.length + deferred.length > 0) {
    yield ['deferred', `${[...relations, ...deferred].join(', ')}; set ${nextRun(job)}`];
  }
  if (immediate.length > 0) {
    yield ['immediate', `${immediate.join(', ')}${podsKeepLabels ? PODS_KEEP_LABELS : ''}`];
  }
}

/** Formats the changes of a task's root and parent. */
function relationChanges(old: Job, job: Job): string[] {
  return (['root', 'parent'] as const).flatMap((relation) => {
    const [from, to] = [taskLabel(old, LABELS[`${relation}TaskId`]), taskLabel(job, LABELS[`${relation}TaskId`])];
    return from === to ? [] : [`${relation} ${from ? formatCode(from) : 'none'} -> ${to ? formatCode(to) : 'none'}`];
  });
}

function runOfTask(jobs: Jobs, taskId: string): number | undefined {
  const job = jobs.get(taskId);
  return job && runOf(job);
}

function nextRun(job: Job): string {
  return formatCode(`"run":${runOf(job) + 1}`);
}
