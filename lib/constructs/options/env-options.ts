import * as z from 'zod/mini';
import { OWN_VARIABLES } from '../../kubernetes/literal-environment';
import { envValue } from '../../validation/argument';
import { ENV_NAME, envName, envPrefix } from '../../validation/env-name';
import {
  DIVISORS,
  envFromSource,
  POD_FIELD,
  podField,
  RESOURCE_FIELDS,
  resourceAmount,
  type Divisor,
  type ResourceField,
} from '../../validation/env-sources';
import { DATA_KEY, dataKey } from '../../validation/object-names';
import { recordField, stringField, validObjectRule, type FieldInfo } from '../../validation/schema/fields';
import { objectName } from './common';

/**
 * The value of an environment variable: text, a key of a Secret or of a ConfigMap, a field of the pod (such as
 * `metadata.name`), or a request or limit of the container (such as `limits.memory`, divided by `divisor`, by default 1,
 * and rounded up).
 */
export type EnvValue =
  | string
  | { readonly secret: string; readonly key: string }
  | { readonly configMap: string; readonly key: string }
  | { readonly field: string }
  | { readonly resource: ResourceField; readonly divisor?: Divisor };

const key = stringField(dataKey, { description: 'Key of the Secret or the ConfigMap.', pattern: DATA_KEY.source });

const resource = z.strictObject({
  resource: z.enum(RESOURCE_FIELDS).check(z.meta({ description: 'Request or limit of the container.' })),
  divisor: z.optional(
    z
      .enum(DIVISORS)
      .check(z.meta({ description: 'What the amount is divided by. The result is rounded up.', default: '1' })),
  ),
});

const variable = z.union([
  z.string(),
  z
    .strictObject({ secret: objectName({ description: 'Name of the Secret.' }), key })
    .check(z.meta({ description: 'A value from a Secret.' })),
  z
    .strictObject({ configMap: objectName({ description: 'Name of the ConfigMap.' }), key })
    .check(z.meta({ description: 'A value from a ConfigMap.' })),
  z
    .strictObject({ field: stringField(podField, { description: 'Field of the pod.', pattern: POD_FIELD.source }) })
    .check(z.meta({ description: 'A value from the pod.' })),
  resource.check(validObjectRule(resourceAmount), z.meta({ description: 'An amount from resources.' })),
]);

/** Returns the schema of the environment variables of a container; `own` are the names that this project sets in it. */
function envOf(own: ReadonlySet<string>, info: FieldInfo) {
  return recordField({ validator: envName(own), pattern: ENV_NAME }, variable, info, envValue);
}

/** The schema of the environment variables of `main`. */
export const envField = envOf(OWN_VARIABLES, {
  description:
    "Environment variables, after this project's own: TASK_ID, PARENT_TASK_ID (of a child task), REPO_URL and HOME. Kubernetes expands $(NAME) in the values and turns $$ into $, whatever the order of the variables here.",
  examples: [{ LOG_LEVEL: 'debug', TOKEN: { secret: 'my-secret', key: 'token' }, POD: { field: 'metadata.name' } }],
});

/** The schema of the environment variables of a sidecar. */
export const sidecarEnvField = envOf(new Set(), {
  description:
    'Environment variables, after HOME. Kubernetes expands $(NAME) in the values and turns $$ into $, whatever the order of the variables here.',
});

const source = z.strictObject({
  secret: z.optional(objectName({ description: 'Name of the Secret.' })),
  configMap: z.optional(objectName({ description: 'Name of the ConfigMap.' })),
  prefix: z.optional(
    stringField(envPrefix, {
      description: 'Start of the name of each variable, before the key.',
      pattern: ENV_NAME.source,
    }),
  ),
  optional: z.optional(
    z.boolean().check(
      z.meta({
        description: 'Whether the pod starts if the Secret or the ConfigMap does not exist.',
        default: false,
      }),
    ),
  ),
});

const sources = z.array(
  source.check(
    validObjectRule(envFromSource),
    z.meta({ oneOf: [{ required: ['secret'] }, { required: ['configMap'] }] }),
  ),
);

/** The schema of the Secrets and ConfigMaps whose keys are variables of `main`. */
export const envFromField = sources.check(
  z.meta({
    description:
      "Secrets and ConfigMaps whose keys become environment variables. Variables of env and this project's own win over them. Later ones win over earlier ones.",
    examples: [
      [
        { secret: 'api', prefix: 'API_' },
        { configMap: 'settings', optional: true },
      ],
    ],
  }),
);

/** The schema of the Secrets and ConfigMaps whose keys are variables of a sidecar. */
export const sidecarEnvFromField = sources.check(
  z.meta({
    description:
      'Secrets and ConfigMaps whose keys become environment variables. Variables of env win over them. Later ones win over earlier ones.',
  }),
);
