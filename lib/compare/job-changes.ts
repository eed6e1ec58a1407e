import { formatCode as code } from '../output/markdown';
import type { Change } from './changes';
import { podEdits } from './pod-edits';
import { label, runOf, type Job } from './snapshot';

type Jobs = ReadonlyMap<string, Job>;

/** What becomes of the tasks. `after` has each parent before its children. */
export function* jobChanges(before: Jobs, after: Jobs): Generator<Change> {
  /** For each task that stands on something that is made again: which task that is. */
  const origins = new Map<string, string>();
  for (const [subject, job] of after) {
    const old = before.get(subject);
    const run = runOf(job);
    if (!old) {
      yield { kind: 'new', subject, details: run === 1 ? '' : `run ${run}` };
      continue;
    }
    if (run > runOf(old)) {
      origins.set(subject, subject);
      yield { kind: 'again', subject, details: [`run ${runOf(old)} -> ${run}`, ...moves(old, job)].join(', ') };
      continue;
    }
    yield* editsOfRun(subject, old, job);
    const origin = origins.get(label(job, 'parent-task-id'));
    if (origin !== undefined && label(old, 'parent-task-id') === label(job, 'parent-task-id')) {
      origins.set(subject, origin);
      yield { kind: 'outdated', subject, details: `of ${code(origin)}, unless it has ${nextRun(job)}` };
    }
  }
  for (const subject of before.keys()) if (!after.has(subject)) yield { kind: 'gone', subject, details: '' };
}

/** What becomes of a task that is not asked to run again. */
function* editsOfRun(subject: string, old: Job, job: Job): Generator<Change> {
  if (runOf(job) < runOf(old)) {
    const details = `run ${runOf(old)} -> ${runOf(job)}, which has been: to run it again, give it ${nextRun(old)}`;
    yield { kind: 'refused', subject, details };
    return;
  }
  if (label(old, 'root-task-id') !== label(job, 'root-task-id')) {
    const details = `${moves(old, job).join(', ')}: whether it runs there is sure only with ${nextRun(job)}`;
    yield { kind: 'edited', subject, details };
    return;
  }
  const edits = [...moves(old, job), ...podEdits(old, job)];
  if (edits.length > 0) {
    yield { kind: 'edited', subject, details: `${edits.join(', ')}: takes effect only with ${nextRun(job)}` };
  }
  for (const field of ['backoffLimit', 'activeDeadlineSeconds'] as const) {
    const [from, to] = [old.spec[field], job.spec[field]];
    if (from !== to) yield { kind: 'atOnce', subject, details: `${field} ${from} -> ${to}` };
  }
}

function moves(old: Job, job: Job): string[] {
  return (['root', 'parent'] as const).flatMap((relation) => {
    const [from, to] = [label(old, `${relation}-task-id`), label(job, `${relation}-task-id`)];
    return from === to ? [] : [`${relation} ${from ? code(from) : 'none'} -> ${to ? code(to) : 'none'}`];
  });
}

function nextRun(job: Job): string {
  return code(`"run":${runOf(job) + 1}`);
}
