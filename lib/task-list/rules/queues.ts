import { formatValue } from '../../validation/format-value';
import type { PathProblem } from '../../validation/path-problem';
import { isQueueLabel } from '../../validation/reserved-keys';
import type { Entries } from '../entries';

const MESSAGE =
  'is not allowed with argoCd: Argo CD treats a Job that Kueue suspended and resumed as healthy while it runs, so the next task would start on an incomplete working tree; remove the label';

/**
 * Finds labels that put Jobs into a queue of Kueue, in a list that Argo CD applies.
 *
 * Argo CD's health check of Jobs reports a Job with the condition Suspended=False as healthy. Without `argoCd`, `apply` waits
 * until a Job is complete, whatever suspended it in between. The constructs accept the labels too: who applies their Jobs,
 * and with which health check, is not known to them.
 */
export function checkQueueLabels({ top, defaults, tasks }: Entries): PathProblem[] {
  if (!Object.hasOwn(top.given, 'argoCd')) return [];
  return [defaults, ...tasks].flatMap(({ path, fields: { labels = {} } }) =>
    Object.keys(labels)
      .filter(isQueueLabel)
      .map((key) => ({ path: [...path, 'labels', key], atKey: true, message: `${formatValue(key)} ${MESSAGE}` })),
  );
}
