import { JOB_HEALTH_CHECK_FILE } from '../../validation/argo-cd';
import { formatValue } from '../../validation/format-value';
import type { PathProblem } from '../../validation/path-problem';
import { isQueueLabel } from '../../validation/reserved-keys';
import type { Entries } from '../entries';

const INSTALL = `apply argo-cd/${JOB_HEALTH_CHECK_FILE} of the manifests to argocd-cm, and set argoCd.jobHealthCheck to true`;

const ALLOWED_FAILURE = `needs Kubernetes 1.31 or newer and, with argoCd, the health check of Jobs: without it, a failed Job stops its chain in Argo CD; ${INSTALL}; or remove allowFailure`;

const QUEUE_LABEL = `needs, with argoCd, the health check of Jobs: without it, Argo CD treats a Job that Kueue suspended and resumed as healthy while it runs, so the next task would start on an incomplete working tree; ${INSTALL}; or remove the label`;

const NOT_STATED = `has no jobHealthCheck: without the health check of Jobs, Argo CD treats a Job that was suspended and resumed as healthy while it runs, so its child tasks start too early (Kueue also suspends Jobs without a label if a LocalQueue is named "default"); ${INSTALL}, or to false if nothing suspends Jobs`;

/**
 * Finds what needs the health check of Jobs, in a list that Argo CD applies without it.
 *
 * Without `argoCd`, `apply` waits until a Job has ended, whatever suspended it in between. The constructs accept these
 * options too: who applies their Jobs, and with which health check, is not known to them.
 */
export function checkJobHealthCheck({ top, defaults, tasks }: Entries): PathProblem[] {
  if (!Object.hasOwn(top.given, 'argoCd') || top.fields.argoCd?.jobHealthCheck) return [];
  const failures = tasks
    .filter(({ fields }) => fields.allowFailure)
    .map(({ path }) => ({ path: [...path, 'allowFailure'], message: ALLOWED_FAILURE }));
  const labels = [defaults, ...tasks].flatMap(({ path, fields }) =>
    Object.keys(fields.labels ?? {})
      .filter(isQueueLabel)
      .map((key) => ({ path: [...path, 'labels', key], atKey: true, message: `${formatValue(key)} ${QUEUE_LABEL}` })),
  );
  return [...failures, ...labels];
}

/** Finds an `argoCd` that does not state whether the health check of Jobs is installed. */
export function findUnstatedHealthCheck({ top: { fields } }: Entries): PathProblem[] {
  if (!fields.argoCd || fields.argoCd.jobHealthCheck !== undefined) return [];
  return [{ path: ['argoCd'], atKey: true, message: NOT_STATED }];
}
