import type { Validator } from './validator';
import { DNS_SUBDOMAIN } from './object-names';

const KEY_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_CHARACTERS = 'at most 63 of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit at both ends';
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** A pattern for JSON Schema: it accepts all valid keys, and some with an invalid prefix. */
export const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
export const ANNOTATION_KEY =
  /^([A-Za-z0-9]([-A-Za-z0-9.]{0,251}[A-Za-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
export const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
export const TASK_ID = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Validates the key of a label, a node selector, a taint or a resource: `name` or `example.com/name`. */
export const labelKey: Validator = (value) => {
  // cdk8s does not render an object with this key: it looks like an instance of a class.
  if (value === 'constructor') return 'is not supported as a key; use another one';
  const [name = '', prefix, more] = value.split('/').reverse();
  const valid =
    more === undefined &&
    KEY_NAME.test(name) &&
    (prefix === undefined || (prefix.length <= 253 && DNS_SUBDOMAIN.test(prefix)));
  return valid ? undefined : `is not a valid key: an optional DNS name and "/", then ${LABEL_CHARACTERS}`;
};

/** Validates the value of a label; it may be empty. */
export const labelValue: Validator = (value) =>
  LABEL_VALUE.test(value) ? undefined : `is not a label value: ${LABEL_CHARACTERS}`;

/** Validates the ID of a task: a label value that is not empty. */
export const taskId: Validator = (value) =>
  value === '' ? `is empty; use at least one and ${LABEL_CHARACTERS}` : labelValue(value);

/** Validates the key of an annotation; unlike a label's, its prefix may contain capital letters. */
export const annotationKey: Validator = (value) => labelKey(value.toLowerCase());

/** Validates the size of all annotations of an object together. */
export const annotations: Validator<Readonly<Record<string, string>>> = (value) => {
  const texts = Object.entries(value)
    .flat()
    .filter((text) => typeof text === 'string');
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes > MAX_ANNOTATIONS_BYTES
    ? `takes ${bytes} bytes; Kubernetes allows at most ${MAX_ANNOTATIONS_BYTES} bytes for all annotations of an object: shorten or remove some`
    : undefined;
};
