import { annotationKey, labelKey } from './labels';
import { oneFieldOf } from './one-field';
import type { Validator } from './validator';

/** All keys of a Secret or a ConfigMap, as environment variables. It has exactly one of `secret` and `configMap`. */
export interface EnvFromSource {
  /**
   * Name of the Secret.
   *
   * @default - none: `configMap` is set
   */
  readonly secret?: string;

  /**
   * Name of the ConfigMap.
   *
   * @default - none: `secret` is set
   */
  readonly configMap?: string;

  /**
   * Start of the name of each variable, before the key.
   *
   * @default - none: the names of the variables are the keys
   */
  readonly prefix?: string;

  /**
   * Whether the pod starts if the Secret or the ConfigMap does not exist.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** Validates the fields of a source of variables together. */
export const envFromSource: Validator<EnvFromSource> = oneFieldOf(['secret', 'configMap']);

const POD_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.podIP',
];

/** Matches a label or an annotation of the pod: `metadata.labels['team']`. */
const METADATA_FIELD = /^metadata\.(labels|annotations)\['(.*)'\]$/s;

/** A pattern for JSON Schema: it accepts all valid fields, and some with an invalid key. */
export const POD_FIELD = new RegExp(
  `^(${POD_FIELDS.map((field) => field.replace('.', '\\.')).join('|')}|metadata\\.(labels|annotations)\\['[^']+'\\])$`,
);

/** Validates a field of the pod that a variable can have the value of. */
export const podField: Validator = (value) => {
  if (POD_FIELDS.includes(value)) return undefined;
  const [, map, key = ''] = METADATA_FIELD.exec(value) ?? [];
  const keyProblem = map === 'annotations' ? annotationKey(key) : labelKey(key);
  return keyProblem === undefined
    ? undefined
    : `is not a field of the pod: use ${POD_FIELDS.join(', ')}, metadata.labels['KEY'] or metadata.annotations['KEY']`;
};

/** A request or a limit of a container. */
export type ResourceField = `${'limits' | 'requests'}.${'cpu' | 'memory' | 'ephemeral-storage'}`;

/** Requests and limits that a variable can have the value of. */
export const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
] as const satisfies readonly ResourceField[];

/** What an amount can be divided by: `1m` only for cpu, and the others from `1k` on only for bytes. */
export type Divisor = `1${'' | 'm' | 'k' | 'M' | 'G' | 'T' | 'P' | 'E' | 'Ki' | 'Mi' | 'Gi' | 'Ti' | 'Pi' | 'Ei'}`;

export const DIVISORS = [
  ...(['1', '1m', '1k', '1M', '1G', '1T', '1P', '1E'] as const),
  ...(['1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'] as const),
] as const satisfies readonly Divisor[];

/** Validates a request or a limit and its divisor together. Only cpu can be divided by 1m: its other unit is cores. */
export const resourceAmount: Validator<{ readonly resource: ResourceField; readonly divisor?: Divisor }> = ({
  resource,
  divisor = '1',
}) => {
  if (divisor === '1') return undefined;
  const isCpu = resource.endsWith('.cpu');
  if (isCpu === (divisor === '1m')) return undefined;
  return `has the divisor ${divisor}, which Kubernetes does not allow for ${resource}: use ${isCpu ? '1 or 1m' : 'another one, such as 1Mi'}`;
};
