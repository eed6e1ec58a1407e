import { LABELS } from '../kubernetes/names';
import { formatCode } from '../output/markdown';
import { RANGES } from '../validation/ranges';
import { claimOf, inputsOf, isEphemeral, runOf, taskLabel, type Job } from './snapshot';

const RELATIONS: Readonly<Record<string, (job: Job) => string>> = {
  root: (job) => taskLabel(job, LABELS.rootTaskId),
  parent: (job) => taskLabel(job, LABELS.parentTaskId),
  inputs: (job) => inputsOf(job).join(','),
};

/** Formats the changes of a task's root, parent, inputs and claim. */
export function relationChanges(old: Job, job: Job): string[] {
  const relations = Object.entries(RELATIONS).flatMap(([relation, tasksOf]) => {
    const [from, to] = [tasksOf(old), tasksOf(job)];
    return from === to ? [] : [`${relation} ${from ? formatCode(from) : 'none'} -> ${to ? formatCode(to) : 'none'}`];
  });
  return isOtherClaim(old, job) ? [...relations, `moves to claim ${formatCode(claimOf(job)!)}`] : relations;
}

/** Whether a Job uses a claim, and another Job used another one or was ephemeral. */
export function isOtherClaim(old: Job, job: Job): boolean {
  const [from, to] = [claimOf(old), claimOf(job)];
  return to !== undefined && (from === undefined ? isEphemeral(old) : from !== to);
}

/** Returns what to write in the list to run a task again: a task with the highest run needs another ID. */
export function nextRun(job: Job): string {
  const run = runOf(job) + 1;
  return run > RANGES.run.max ? `another ${formatCode('"taskId"')}` : formatCode(`"run":${run}`);
}
