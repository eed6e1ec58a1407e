import * as z from 'zod/mini';
import { LABEL_KEY, LABEL_VALUE, labelKey, labelValue } from '../../validation/labels';
import { DNS_SUBDOMAIN, dnsSubdomain } from '../../validation/object-names';
import { QUANTITY, size } from '../../validation/quantity';
import { RESOURCE_NAME, resourceName, resourceQuantity } from '../../validation/resource-quantity';
import { recordField, stringField, type FieldInfo, type Keys } from '../../validation/schema/fields';

/** Patterns for the JSON schema: each accepts all valid values, and some invalid ones. */
export const URL_PATTERN = '^((https?|ssh)://|[^/:\\s]+:)\\S+$';
export const REF_PATTERN = '^(?!-)[^\\s~^:?*[\\\\]+$';
export const IMAGE_PATTERN = '^(?!.*://)\\S+$';
export const MOUNT_PATH_PATTERN = '^/[^:]+$';

/** Returns the schema of the name of a Kubernetes object. */
export function objectName(info: FieldInfo): z.ZodMiniString {
  return stringField(dnsSubdomain, { pattern: DNS_SUBDOMAIN.source, maxLength: 253, ...info });
}

/** Returns the schema of a size: a Kubernetes quantity of bytes. */
export function sizeText(info: FieldInfo): z.ZodMiniString {
  return stringField(size, { ...info, pattern: QUANTITY.source });
}

export const LABEL_KEYS: Keys = { validator: labelKey, pattern: LABEL_KEY };

/** Returns the schema of the value of a label. */
export function labelText(info: FieldInfo = {}): z.ZodMiniString {
  return stringField(labelValue, { pattern: LABEL_VALUE.source, ...info });
}

const quantities = recordField(
  { validator: resourceName, pattern: RESOURCE_NAME },
  z.string().check(z.meta({ pattern: QUANTITY.source })),
  {},
  resourceQuantity,
);

const resources = z.strictObject({ requests: z.optional(quantities), limits: z.optional(quantities) });

/** Returns the schema of the requests and limits of a container. */
export function resourcesOf(info: FieldInfo): typeof resources {
  const examples = [{ requests: { memory: '1Gi' }, limits: { memory: '4Gi' } }];
  return resources.check(z.meta({ ...info, examples }));
}
