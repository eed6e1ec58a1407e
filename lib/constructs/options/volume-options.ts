import * as z from 'zod/mini';
import { INPUTS_PATH } from '../../kubernetes/names';
import { volumePath } from '../../validation/paths';
import { RANGES } from '../../validation/ranges';
import { integerField, stringField, validObjectRule } from '../../validation/schema/fields';
import { audience, podVolume, VOLUME_KINDS } from '../../validation/pod-volume';
import { SECRET_PATH } from '../../workspace/git-environment';
import { SCRIPTS_PATH } from '../../workspace/scripts';
import { DEFAULTS } from '../defaults';
import { MOUNT_PATH_PATTERN, objectName, sizeText } from './common';

const serviceAccountToken = z.strictObject({
  audience: stringField(audience, { description: 'Who accepts the token.' }),
  expirationSeconds: z.optional(
    integerField(RANGES.expirationSeconds, {
      description: 'Seconds after which the token expires. Kubernetes replaces the file before.',
      default: DEFAULTS.tokenExpirationSeconds,
    }),
  ),
});

const volume = z.strictObject({
  mountPath: stringField(volumePath([SECRET_PATH, SCRIPTS_PATH, INPUTS_PATH]), {
    description: 'Where the volume is mounted.',
    pattern: MOUNT_PATH_PATTERN,
  }),
  configMap: z.optional(objectName({ description: 'ConfigMap whose keys are files.' })),
  secret: z.optional(objectName({ description: 'Secret whose keys are files.' })),
  claim: z.optional(objectName({ description: 'PersistentVolumeClaim that exists and has no working trees.' })),
  emptyDir: z.optional(
    sizeText({
      description: 'Size of an empty folder, which is deleted with the pod.',
    }),
  ),
  serviceAccountToken: z.optional(
    serviceAccountToken.check(z.meta({ description: "Token of the pod's ServiceAccount, in the file token." })),
  ),
  optional: z.optional(
    z.boolean().check(
      z.meta({
        description: 'Whether the pod starts if the ConfigMap or the Secret does not exist.',
        default: false,
      }),
    ),
  ),
  readOnly: z.optional(z.boolean().check(z.meta({ description: 'Whether the claim is read-only.', default: false }))),
  medium: z.optional(
    z.literal('Memory').check(
      z.meta({
        description: 'Memory: files of the emptyDir count towards the memory of the container. Without it, the disk.',
      }),
    ),
  ),
});

/** The schema of the volumes of `main`. */
export const volumesField = z
  .array(
    volume.check(validObjectRule(podVolume), z.meta({ oneOf: VOLUME_KINDS.map((kind) => ({ required: [kind] })) })),
  )
  .check(
    z.meta({
      description:
        'Volumes of the main container, beside the working tree and /tmp. Each has a mountPath and one of configMap, secret, claim, emptyDir and serviceAccountToken.',
      examples: [
        [
          { mountPath: '/etc/agent', configMap: 'prompts' },
          { mountPath: '/cache', claim: 'npm-cache' },
        ],
      ],
    }),
  );
