/**
 * What Kubernetes and Argo CD do with a change: first what is deleted, then the most serious. The text completes a
 * sentence about one task or claim; the second one, where it differs, is about several.
 */
export const CHANGE_KINDS = {
  deleted: ['will be deleted'],
  orphaned: ['will be left in the cluster'],
  rejected: ['cannot be changed this way'],
  rerun: ['will run again'],
  deferred: [
    'was edited but will not run until "run" is increased',
    'were edited but will not run until "run" is increased',
  ],
  outdated: ['will not run again although an earlier task of the chain will'],
  immediate: ['will change at once'],
  added: ['will be added'],
} as const satisfies Record<string, readonly [one: string, several?: string]>;

export type ChangeKind = keyof typeof CHANGE_KINDS;

/** A change of one task or claim between two versions of dist/. It has at most one change of each kind. */
export interface Change {
  readonly kind: ChangeKind;
  readonly object: 'task' | 'claim';
  /** ID of the task or name of the claim. */
  readonly subject: string;
  /** Which fields change, and what to do about it. Markdown; empty if the kind is enough. */
  readonly details: string;
}

/** Sorts changes by kind, in the order of `CHANGE_KINDS`, and by subject. */
export function sortChanges(changes: readonly Change[]): Change[] {
  const bySubject = changes.toSorted((a, b) => Number(a.subject > b.subject) - Number(a.subject < b.subject));
  return Object.keys(CHANGE_KINDS).flatMap((kind) => bySubject.filter((change) => change.kind === kind));
}
