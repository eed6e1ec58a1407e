import type { Validator } from './validator';
import { dnsLabel } from './object-names';
import { text } from './text';

/** Its Applications are called `<name>-task-<folder>`, with folders of up to 45 characters: a label value. */
export const LONGEST_APPLICATION_SET_NAME = 63 - '-task-'.length - 45;

/** The name of the ApplicationSet. */
export const applicationSetName: Validator = (value) =>
  dnsLabel(value) ??
  (value.length > LONGEST_APPLICATION_SET_NAME
    ? `is longer than ${LONGEST_APPLICATION_SET_NAME} characters: it starts the names of Applications`
    : undefined);

/** The URL of a cluster. */
export const serverUrl: Validator = (value) =>
  /^https?:\/\/[\w.:[\]-]+(\/[\w./-]*)?$/.test(value)
    ? undefined
    : 'is not the URL of a cluster (such as https://kubernetes.default.svc)';

/** The name of a cluster in Argo CD. */
export const clusterName: Validator = (value) =>
  text(value) ?? (/^[^\s](.{0,251}[^\s])?$/.test(value) ? undefined : 'is not the name of a cluster');
