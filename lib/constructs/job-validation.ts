import type { Construct } from 'constructs';
import { DEFAULTS } from './defaults';
import { envName } from '../validation/env-name';
import { gitRef } from '../validation/git-ref';
import { gitUrl, parseGitUrl } from '../validation/git-url';
import type { Validator } from '../validation/validator';
import { image } from '../validation/image';
import { annotations, labelKey, labelValue, taskId } from '../validation/labels';
import { dnsSubdomain, secretKey, uniqueNames } from '../validation/object-names';
import { RANGES, wholeNumber } from '../validation/ranges';
import { mountPath } from '../validation/paths';
import { compareQuantities, size } from '../validation/quantity';
import { taskAnnotationKey, taskLabelKey } from '../validation/reserved-keys';
import { isNeverOvercommitted, resourceName, resourceQuantity } from '../validation/resource-quantity';
import { text } from '../validation/text';
import { TOLERATION_EFFECTS, TOLERATION_OPERATORS, toleration } from '../validation/toleration';
import type { RootJobProps } from './git-repo-job';
import type { EnvValue, JobOptions } from './job-options';
import { mergeResources, type Quantities, type Resources } from '../kubernetes/resources';
import { Validation } from './validate-props';

/** Refuses what Kubernetes, or the tree of another task, would not survive. */
export function validateJob(construct: Construct, props: JobOptions): void {
  const check = new Validation(construct);
  check.value('taskId', props.taskId ?? '', taskId);
  check.value('image', props.image ?? '', image);
  check.each('command', props.command, text);
  check.each('args', props.args, text);
  check.entries('env', props.env, envName, () => envValue);
  checkResources(check, 'resources', DEFAULTS.resources, props.resources);
  check.value('tmpSize', props.tmpSize, size);
  checkTmpSize(check, props);
  check.value('mountPath', props.mountPath, mountPath);
  for (const field of ['run', 'backoffLimit', 'activeDeadlineSeconds'] as const) {
    check.value(field, props[field], wholeNumber(RANGES[field]));
  }
  check.entries('nodeSelector', props.nodeSelector, labelKey, () => labelValue);
  checkTolerations(check, props);
  check.each('imagePullSecrets', props.imagePullSecrets, dnsSubdomain);
  check.value('imagePullSecrets', props.imagePullSecrets, uniqueNames);
  check.value('serviceAccountName', props.serviceAccountName, dnsSubdomain);
  check.value('priorityClassName', props.priorityClassName, dnsSubdomain);
  check.entries('labels', props.labels, taskLabelKey, () => labelValue);
  check.entries('annotations', props.annotations, taskAnnotationKey, () => text);
  check.value('annotations', props.annotations, annotations);
}

/** Refuses what can't be cloned, or not onto that claim. */
export function validateClone(construct: Construct, props: RootJobProps): void {
  const check = new Validation(construct);
  const { claim } = props;
  check.value('claim.claimName', claim.claimName, dnsSubdomain);
  check.value('claim.runAsUser', claim.runAsUser, wholeNumber(RANGES.runAsUser));
  check.value('claim.fsGroup', claim.fsGroup, wholeNumber(RANGES.fsGroup));
  check.value('repoUrl', props.repoUrl ?? '', gitUrl);
  check.value('ref', props.ref, gitRef);
  check.value('depth', props.depth, wholeNumber(RANGES.depth));
  check.value('gitSecret', props.gitSecret, dnsSubdomain);
  check.value('gitImage', props.gitImage, image);
  checkResources(check, 'gitResources', DEFAULTS.gitResources, props.gitResources);
  if (props.depth !== undefined && claim.hasMirror) {
    check.refuse('depth', props.depth, `can't be had on ${claim.claimName}: the mirror on it is whole`);
  }
  const user = claim.runAsUser;
  if (parseGitUrl(props.repoUrl)?.kind === 'ssh' && user !== null && user !== DEFAULTS.runAsUser) {
    check.refuse(
      'repoUrl',
      props.repoUrl,
      `is cloned by ssh, which needs the user ${DEFAULTS.runAsUser} or null, not ${user}`,
    );
  }
}

function checkTolerations(check: Validation, { tolerations = [] }: JobOptions): void {
  check.each('tolerations', tolerations, toleration);
  for (const [index, { key, operator, value, effect, tolerationSeconds }] of tolerations.entries()) {
    const prop = `tolerations[${index}]`;
    check.value(`${prop}.key`, key, labelKey);
    check.value(`${prop}.operator`, operator, oneOf(TOLERATION_OPERATORS));
    check.value(`${prop}.value`, value, labelValue);
    check.value(`${prop}.effect`, effect, oneOf(TOLERATION_EFFECTS));
    check.value(`${prop}.tolerationSeconds`, tolerationSeconds, wholeNumber(RANGES.tolerationSeconds));
  }
}

function oneOf(values: readonly string[]): Validator {
  return (value) => (values.includes(value) ? undefined : `is none of ${values.join(', ')}`);
}

function envValue(value: EnvValue): string | undefined {
  if (typeof value === 'string') return text(value);
  return dnsSubdomain(value.secret) ?? secretKey(value.key);
}

function checkResources(check: Validation, prop: string, defaults: Required<Resources>, given?: Resources): void {
  if (!given) return;
  const merged = mergeResources(defaults, given);
  for (const part of ['requests', 'limits'] as const) {
    const strings = Object.fromEntries(Object.entries(given[part] ?? {}).map(([name, value]) => [name, String(value)]));
    check.entries(`${prop}.${part}`, strings, resourceName, resourceQuantity);
  }
  for (const [name, request] of Object.entries(merged.requests)) {
    const limit = merged.limits[name];
    if (limit === undefined) {
      if (!isNeverOvercommitted(name)) continue;
      check.refuse(`${prop}.requests.${name}`, request, 'has no limit: Kubernetes wants an equal one');
    }
    const difference = compareQuantities(String(request), String(limit));
    if (difference > 0) check.refuse(`${prop}.requests.${name}`, request, `is above the limit, ${limit}`);
    if (difference < 0 && isNeverOvercommitted(name)) {
      check.refuse(`${prop}.requests.${name}`, request, `is not equal to the limit, ${limit}`);
    }
  }
}

function checkTmpSize(check: Validation, { tmpSize = DEFAULTS.tmpSize, resources }: JobOptions): void {
  if (tmpSize === DEFAULTS.tmpSize && !resources) return;
  const limits: Quantities = mergeResources(DEFAULTS.resources, resources).limits;
  const limit = String(limits['ephemeral-storage']);
  if (compareQuantities(tmpSize, limit) > 0) {
    check.refuse('tmpSize', tmpSize, `is above the limit of ephemeral-storage, ${limit}`);
  }
}
