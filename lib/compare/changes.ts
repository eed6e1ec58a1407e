import { claimChanges } from './claim-changes';
import { jobChanges } from './job-changes';
import type { Snapshot } from './snapshot';

/** What may become of a task or a claim, worst first, and what people call it. */
export const KINDS = {
  refused: 'refused',
  again: 'will run again',
  edited: 'edited without a new run',
  outdated: 'on an earlier result',
  atOnce: 'takes effect at once',
  new: 'new',
  gone: 'gone',
} as const;

export type Kind = keyof typeof KINDS;

/** What becomes of a task or a claim when one state of `dist/` follows another. */
export interface Change {
  readonly kind: Kind;
  /** A task's ID or a claim's name. */
  readonly subject: string;
  /** What there is to say beyond the kind, as Markdown. */
  readonly details: string;
}

/**
 * What Argo CD and Kubernetes make of `after` where they have `before`: by kind, then by subject.
 * In another namespace nothing of `before` is there.
 */
export function compare(before: Snapshot, after: Snapshot): Change[] {
  const old = before.namespace === after.namespace ? before : { jobs: new Map(), claims: new Map() };
  const changes = [...jobChanges(old.jobs, after.jobs), ...claimChanges(old.claims, after.claims)];
  const bySubject = changes.sort((a, b) => Number(a.subject > b.subject) - Number(a.subject < b.subject));
  return Object.keys(KINDS).flatMap((kind) => bySubject.filter((change) => change.kind === kind));
}
