import { dnsLabel } from './object-names';
import { text } from './text';
import type { Validator } from './validator';

/** Applications are named `<name>-task-<folder>`; a folder has up to 45 characters, a label value up to 63. */
export const MAX_APPLICATION_SET_NAME_LENGTH = 63 - '-task-'.length - 45;

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
