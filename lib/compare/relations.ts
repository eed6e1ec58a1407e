import { LABELS } from '../kubernetes/names';
import { formatCode } from '../output/markdown';
import { claimOf, runOf, taskLabel, type Job } from './snapshot';

/** Formats the changes of a task's root, parent and claim. */
export function relationChanges(old: Job, job: Job): string[] {
  const relations = (['root', 'parent'] as const).flatMap((relation) => {
    const [from, to] = [taskLabel(old, LABELS[`${relation}TaskId`]), taskLabel(job, LABELS[`${relation}TaskId`])];
    return from === to ? [] : [`${relation} ${from ? formatCode(from) : 'none'} -> ${to ? formatCode(to) : 'none'}`];
  });
  return isOtherClaim(old, job) ? [...relations, `moves to claim ${formatCode(claimOf(job)!)}`] : relations;
}

/** Whether two Jobs use different claims. */
export function isOtherClaim(old: Job, job: Job): boolean {
  const [from, to] = [claimOf(old), claimOf(job)];
  return from !== undefined && to !== undefined && from !== to;
}

/** Returns what to write in the list to run a task again. */
export function nextRun(job: Job): string {
  return formatCode(`"run":${runOf(job) + 1}`);
}
