import * as z from 'zod/mini';
import { OWN_LABELS } from '../../kubernetes/names';
import type { DnsConfig } from '../../validation/dns-config';
import { ANNOTATION_KEY, annotations, LABEL_KEY, labelKey } from '../../validation/labels';
import { uniqueNames } from '../../validation/object-names';
import { RANGES } from '../../validation/ranges';
import { taskAnnotationKey, taskLabelKey } from '../../validation/reserved-keys';
import { objectRule, recordField, rule, stringField, integerField } from '../../validation/schema/fields';
import { text } from '../../validation/text';
import { toleration, TOLERATION_EFFECTS, TOLERATION_OPERATORS, type Toleration } from '../../validation/toleration';
import { DEFAULTS } from '../defaults';
import { LABEL_KEYS, labelText, objectName } from './common';
import { dnsConfigField } from './dns-options';
import type { SchemasOf } from './schemas-of';

/** Options of the pod: where it runs, and its metadata. */
export interface PodOptions {
  /**
   * Labels that a node must have. A label that is not named has its default.
   *
   * @default - `kubernetes.io/os: linux`
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;

  /**
   * Taints that the pod tolerates.
   *
   * @default - none
   */
  readonly tolerations?: readonly Toleration[];

  /**
   * DNS settings of the pod, in addition to those of the cluster: name servers, search domains and resolver options.
   *
   * @default - those of the cluster
   */
  readonly dnsConfig?: DnsConfig;

  /**
   * Names of Secrets to pull the images with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];

  /**
   * Name of the ServiceAccount to run as. Its token is mounted.
   *
   * @default - the default ServiceAccount of the namespace, without a token
   */
  readonly serviceAccountName?: string;

  /**
   * Name of the PriorityClass.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;

  /**
   * Name of the RuntimeClass, such as one of gVisor or Kata Containers. It applies to the init container too.
   *
   * @default - the cluster's default runtime
   */
  readonly runtimeClassName?: string;

  /**
   * Whether the pod uses the user namespace of the node. With `false`, root in the pod is not root on the node. All volumes of
   * the pod must support ID-mapped mounts, which NFS does not.
   *
   * @default true
   */
  readonly hostUsers?: boolean;

  /**
   * Seconds between SIGTERM and SIGKILL when the pod is stopped.
   *
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Labels of the Job and the pod, in addition to this project's own. Labels of Kueue (`kueue.x-k8s.io/…`) need the
   * health check of Jobs in Argo CD: without it, child tasks could start before their parent is complete.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Annotations of the pod.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

const tolerationFields = {
  key: z.optional(
    stringField(labelKey, { description: 'Key of the taint. Without it, operator must be Exists: any taint.' }),
  ),
  operator: z.optional(z.enum(TOLERATION_OPERATORS).check(z.meta({ default: 'Equal' }))),
  value: z.optional(labelText({ description: 'Value of the taint.' })),
  effect: z.optional(z.enum(TOLERATION_EFFECTS).check(z.meta({ description: 'Without it, any effect.' }))),
  tolerationSeconds: z.optional(
    integerField(RANGES.tolerationSeconds, {
      description: 'Seconds for which a NoExecute taint is tolerated. Without it, forever.',
    }),
  ),
};

export const POD_OPTIONS = {
  nodeSelector: recordField(LABEL_KEYS, labelText(), {
    description: 'Labels that a node must have. A label that is not named has its default.',
    default: DEFAULTS.nodeSelector,
    examples: [{ 'kubernetes.io/arch': 'arm64' }],
  }),
  tolerations: z.array(z.strictObject(tolerationFields).check(objectRule(toleration))).check(
    z.meta({
      description: 'Taints of nodes that the pod tolerates.',
      examples: [[{ key: 'dedicated', value: 'ci', effect: 'NoSchedule' }]],
    }),
  ),
  dnsConfig: dnsConfigField,
  imagePullSecrets: z
    .array(objectName({}))
    .check(
      rule(uniqueNames),
      z.meta({ description: 'Names of Secrets to pull the images with.', examples: [['registry-credentials']] }),
    ),
  serviceAccountName: objectName({
    description:
      'ServiceAccount to run as, with its token mounted. Without it, the default one of the namespace and no token.',
  }),
  priorityClassName: objectName({ description: "PriorityClass. Without it, the cluster's default." }),
  runtimeClassName: objectName({
    description: "RuntimeClass, such as one of gVisor or Kata Containers. Without it, the cluster's default runtime.",
    examples: ['gvisor'],
  }),
  hostUsers: z.boolean().check(
    z.meta({
      description:
        "Whether the pod uses the node's user namespace. With false, root in the pod is not root on the node. Volumes must support ID-mapped mounts, which NFS does not.",
      default: DEFAULTS.hostUsers,
    }),
  ),
  terminationGracePeriodSeconds: integerField(RANGES.terminationGracePeriodSeconds, {
    description: 'Seconds between SIGTERM and SIGKILL when the pod is stopped.',
    default: DEFAULTS.terminationGracePeriodSeconds,
  }),
  labels: recordField({ validator: taskLabelKey(OWN_LABELS), pattern: LABEL_KEY }, labelText(), {
    description:
      "Labels of the Job and its pods, in addition to this project's own. Labels of Kueue (kueue.x-k8s.io/…) need argoCd.jobHealthCheck with argoCd.",
    examples: [{ team: 'web' }],
  }),
  annotations: recordField({ validator: taskAnnotationKey, pattern: ANNOTATION_KEY }, stringField(text), {
    description: 'Annotations of the pods.',
    examples: [{ 'example.com/owner': 'web' }],
  }).check(objectRule(annotations)),
} satisfies SchemasOf<PodOptions>;
