import { isCurrentHealthCheck } from '../output/job-health-check';
import { JOB_HEALTH_CHECK_PATH } from '../output/layout';
import { formatCode } from '../output/markdown';

/**
 * Describes another version of the health check of Jobs as Markdown sentences.
 *
 * @param files The files of dist/ in a commit. Their health check is the one that people added to the settings of Argo CD.
 */
export function healthCheckChanges(files: ReadonlyMap<string, Buffer>, hasArgoCd: boolean): string[] {
  const patch = files.get(JOB_HEALTH_CHECK_PATH);
  if (!hasArgoCd || !patch || isCurrentHealthCheck(patch.toString())) return [];
  return [
    `The health check of Jobs for Argo CD changes: apply ${formatCode(JOB_HEALTH_CHECK_PATH)} with kubectl patch.`,
  ];
}
