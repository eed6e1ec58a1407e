import type { Change } from './change';
import { formatDestination, isOtherCluster, isOtherDestination } from './destination';
import { hasArgoCd, isKept, type Snapshot } from './snapshot';

/** Returns the changes of the tasks and claims that are no longer in the list, or no longer in the same namespace. */
export function* removals(before: Snapshot, after: Snapshot): Generator<Change> {
  const isMoved = isOtherDestination(before.destination, after.destination);
  const place = isMoved ? `in ${formatDestination(before.destination, after.destination)}` : '';
  const keeper = findKeeper(before, after);
  const change = (object: Change['object'], subject: string, keptBy: string | undefined, lost: string): Change => ({
    kind: keptBy === undefined ? 'deleted' : 'orphaned',
    object,
    subject,
    details: [place, keptBy ?? lost].filter(Boolean).join(': '),
  });
  for (const taskId of before.jobs.keys()) {
    if (isMoved || !after.jobs.has(taskId))
      yield change('task', taskId, keeper && `${keeper} does not delete its Job`, '');
  }
  for (const [name, claim] of before.claims) {
    if (!isMoved && after.claims.has(name)) continue;
    const keptBy = keeper ?? (isKept(claim) ? 'Argo CD' : undefined);
    yield change('claim', name, keptBy && `${keptBy} does not delete it`, 'with all working trees on it');
  }
}

/**
 * Returns what applies the list and deletes no object, or `undefined` if Argo CD deletes them. Argo CD deletes objects in
 * an earlier namespace, and none in an earlier cluster.
 */
function findKeeper(before: Snapshot, after: Snapshot): string | undefined {
  if (!hasArgoCd(before)) return '`npm run apply`';
  return isOtherCluster(before.destination, after.destination) ? 'Argo CD' : undefined;
}
