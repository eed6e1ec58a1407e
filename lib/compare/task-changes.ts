import { LABELS } from '../kubernetes/names';
import { formatCode } from '../output/markdown';
import type { Change } from './change';
import { formatDestination } from './destination';
import { findMissingTrees, type MissingTree } from './missing-trees';
import { nextRun, relationChanges } from './relations';
import { removedTrees } from './removed-trees';
import { claimOf, hasArgoCd, inputsOf, neededTasks, runOf, taskLabel, type Job, type Snapshot } from './snapshot';
import { unchangedRunEdits } from './unchanged-run';

/** Returns the changes of the tasks of a list that stays in its namespace. In `after`, each task comes after those it needs. */
export function* taskChanges(before: Snapshot, after: Snapshot): Generator<Change> {
  /** Tasks that run again, and those that start from their results, with the task that runs again. */
  const reruns = new Map<string, string>();
  const missingTrees = findMissingTrees(before.jobs, after.jobs);
  for (const [subject, job] of after.jobs) {
    const [old, run] = [before.jobs.get(subject), runOf(job)];
    const change = (kind: Change['kind'], details: string): Change => ({ kind, object: 'task', subject, details });
    if (!old || run > runOf(old)) {
      const details = old
        ? [`run ${runOf(old)} -> ${run}`, ...relationChanges(old, job), ...removedTrees(old, job)]
        : newTask(job);
      const missing = missingTrees.get(subject);
      if (missing) {
        yield change('rejected', `${details.join(', ') || 'new task'}: ${describeMissingTree(job, missing)}`);
        continue;
      }
      if (old) reruns.set(subject, subject);
      yield change(old ? 'rerun' : 'added', details.join(', '));
      continue;
    }
    const hasOtherRun = (taskId: string): boolean => runOfTask(before, taskId) !== runOfTask(after, taskId);
    const edits = unchangedRunEdits(old, job, {
      hasOtherParentRun: hasOtherRun(taskLabel(job, LABELS.parentTaskId)),
      hasOtherInputRun: inputsOf(job).some(hasOtherRun),
      isInArgoCd: hasArgoCd(before),
    });
    for (const [kind, details] of edits) yield change(kind, details);
    const neededBefore = neededTasks(old);
    const unchanged = neededTasks(job).filter((taskId) => neededBefore.includes(taskId));
    const rerun = unchanged.map((taskId) => reruns.get(taskId)).find((taskId) => taskId !== undefined);
    if (rerun === undefined) continue;
    reruns.set(subject, rerun);
    yield change('outdated', `${formatCode(rerun)}; set ${nextRun(job)} to run this task too`);
  }
}

/** Returns the changes of the tasks of a list that moves to another namespace or cluster. */
export function* addedTasks(before: Snapshot, after: Snapshot): Generator<Change> {
  const place = `in ${formatDestination(after.destination, before.destination)}`;
  for (const [subject, job] of after.jobs) {
    yield { kind: 'added', object: 'task', subject, details: [place, ...newTask(job)].join(', ') };
  }
}

function newTask(job: Job): string[] {
  return runOf(job) === 1 ? [] : [`run ${runOf(job)}`];
}

function describeMissingTree(job: Job, { taskId, ancestor }: MissingTree): string {
  const [task, first] = [taskId, ancestor].map(formatCode);
  return `the tree of ${task} is not on claim ${formatCode(claimOf(job)!)}; increase \`run\` for the whole chain, from ${first} on`;
}

function runOfTask({ jobs }: Snapshot, taskId: string): number | undefined {
  const job = jobs.get(taskId);
  return job && runOf(job);
}
