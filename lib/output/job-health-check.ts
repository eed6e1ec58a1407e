import { join } from 'node:path';
import { DEFAULTS } from '../constructs/defaults';
import { readScript } from '../read-script';
import type { ArgoCd } from '../task-list';
import { JOB_HEALTH_CHECK_PATH } from './layout';
import { stringifyYaml } from './yaml';

/** Renders the settings of the health check of Jobs: a Lua script that Argo CD runs. */
function renderSettings(): string {
  const script = readScript(join(__dirname, 'job-health-check.lua'));
  return stringifyYaml([{ data: { 'resource.customizations.health.batch_Job': script } }]);
}

/** Renders the patch that adds the health check of Jobs to the settings of Argo CD, and keeps the other settings. */
export function renderJobHealthCheck(argoCd: ArgoCd): string {
  return `# The health check of Jobs for Argo CD. allowFailure needs Kubernetes 1.31 or newer. To install it:
#   ${formatPatchCommand(argoCd)}
${renderSettings()}`;
}

/** Whether a patch adds the same health check as that of this version. */
export function isCurrentHealthCheck(patch: string): boolean {
  return patch.endsWith(`\n${renderSettings()}`);
}

/** Returns the command that installs the health check. */
export function formatPatchCommand({
  path = DEFAULTS.argoCd.path,
  namespace = DEFAULTS.argoCd.namespace,
}: ArgoCd): string {
  return `kubectl patch configmap argocd-cm -n ${namespace} --type merge --patch-file ${path}/${JOB_HEALTH_CHECK_PATH}`;
}
