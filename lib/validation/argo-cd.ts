import { dnsLabel, MAX_DNS_NAME_LENGTH, MAX_LABEL_LENGTH } from './object-names';
import { text } from './text';
import type { Validator } from './validator';

/** In the name of an Application: what is before the name of the folder, after the name of the ApplicationSet and a dash. */
export const APPLICATION_PREFIXES = { tasks: 'task-', repositories: 'repo-', workspace: '' } as const;

/** Name of the file with the health check of Jobs: a patch. `kubectl apply` ignores files with this ending in a folder. */
export const JOB_HEALTH_CHECK_FILE = 'job-health-check.patch';

/** Returns the name of the Application of a folder. A part can also be a template. */
export function applicationName(applicationSet: string, prefix: string, folder: string): string {
  return `${applicationSet}-${prefix}${folder}`;
}

/** Argo CD uses the name of an Application as the value of a label. */
export const MAX_APPLICATION_SET_NAME_LENGTH =
  MAX_LABEL_LENGTH - `-${APPLICATION_PREFIXES.tasks}`.length - MAX_DNS_NAME_LENGTH;

/** Validates the name of the ApplicationSet. */
export const applicationSetName: Validator = (value) =>
  dnsLabel(value) ??
  (value.length > MAX_APPLICATION_SET_NAME_LENGTH
    ? `is longer than ${MAX_APPLICATION_SET_NAME_LENGTH} characters; shorten it, since the names of Applications start with it`
    : undefined);

/** Validates the URL of a cluster. */
export const serverUrl: Validator = (value) =>
  /^https?:\/\/[\w.:[\]-]+(\/[\w./-]*)?$/.test(value)
    ? undefined
    : 'is not the URL of a cluster (such as https://kubernetes.default.svc)';

/** Validates the name of a cluster in Argo CD. */
export const clusterName: Validator = (value) =>
  text(value) ??
  (/^[^\s](.{0,251}[^\s])?$/.test(value)
    ? undefined
    : 'is not the name of a cluster: 1 to 253 characters on one line, without spaces at both ends');
