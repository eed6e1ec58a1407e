import type { Validator } from './validator';

/** Kubernetes' limit for a DNS-1123 label, and for the value of a label. */
export const MAX_LABEL_LENGTH = 63;
/** Our limit for the DNS form of an ID. It leaves room for what names of objects and Applications add to it. */
export const MAX_DNS_NAME_LENGTH = 45;

export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
export const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const REPOSITORY_NAME = /^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$/;
export const DATA_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** Validates the name of a namespace. */
export const dnsLabel: Validator = (value) =>
  DNS_LABEL.test(value)
    ? undefined
    : 'is not a DNS-1123 label: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends';

/** Validates the name of most Kubernetes objects: claims, storage classes, Secrets, service accounts, priority classes. */
export const dnsSubdomain: Validator = (value) =>
  value.length <= 253 && DNS_SUBDOMAIN.test(value)
    ? undefined
    : 'is not a DNS-1123 subdomain: at most 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part';

/** Validates the name of a repository in the list. */
export const repositoryName: Validator = (value) =>
  REPOSITORY_NAME.test(value)
    ? undefined
    : 'is not a valid name for a repository: at most 253 of A-Z, a-z, 0-9, ".", "_", "/" and "-", with a letter or digit at both ends';

/** Validates a key of a Secret or a ConfigMap. */
export const dataKey: Validator = (value) =>
  DATA_KEY.test(value) && value !== '.' && !value.startsWith('..')
    ? undefined
    : 'is not a valid key of a Secret or a ConfigMap: at most 253 of A-Z, a-z, 0-9, "-", "_" and ".", not "." and not starting with ".."';

/** Validates that no name is used twice. */
export const uniqueNames: Validator<readonly string[]> = (value) => {
  const seen = new Set<string>();
  for (const name of value) {
    if (seen.has(name)) return `contains ${JSON.stringify(name)} twice; remove one of the two`;
    seen.add(name);
  }
  return undefined;
};
