import * as z from 'zod/mini';
import { OWN_VARIABLES } from '../../kubernetes/literal-environment';
import { INPUTS_PATH } from '../../kubernetes/names';
import { argument, envValue } from '../../validation/argument';
import { ENV_NAME, envName } from '../../validation/env-name';
import { image } from '../../validation/image';
import { SECRET_KEY, secretKey, uniqueNames } from '../../validation/object-names';
import { mountPath } from '../../validation/paths';
import { CAPABILITIES, type Capability } from '../../validation/pod-security';
import { QUANTITY, size } from '../../validation/quantity';
import type { Resources } from '../../validation/resources';
import { recordField, rule, stringField } from '../../validation/schema/fields';
import { SECRET_PATH } from '../../workspace/git-environment';
import { SCRIPTS_PATH } from '../../workspace/scripts';
import { DEFAULTS } from '../defaults';
import { IMAGE_PATTERN, objectName, resourcesOf } from './common';
import type { SchemasOf } from './schemas-of';

/** The value of an environment variable: text, or a key of a Secret. */
export type EnvValue = string | { readonly secret: string; readonly key: string };

/** Options of the container `main`. */
export interface MainOptions {
  /** The container image that works on the tree. */
  readonly image: string;

  /**
   * Replaces the image's entrypoint. Kubernetes expands `$(NAME)` and turns `$$` into `$`.
   *
   * @default - the image's entrypoint
   */
  readonly command?: readonly string[];

  /**
   * Replaces the image's arguments. Kubernetes expands `$(NAME)` and turns `$$` into `$`.
   *
   * @default - the image's arguments
   */
  readonly args?: readonly string[];

  /**
   * Environment variables, after `TASK_ID`, `PARENT_TASK_ID` (of a child task), `REPO_URL`, `HOME` (unless it is set here)
   * and git's `safe.directory`. Kubernetes expands `$(NAME)` in the values and turns `$$` into `$`. A variable is moved
   * behind those that it refers to; the others keep their order.
   *
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvValue>>;

  /**
   * Requests and limits. A resource that is not named has its default. Default limits are 10 times the requests for cpu and
   * 4 times for memory, which common LimitRanges allow.
   *
   * @default - requests 200m CPU, 512Mi memory, 256Mi ephemeral-storage; limits 2 CPU, 2Gi, 2Gi
   */
  readonly resources?: Resources;

  /**
   * Whether the root filesystem is read-only. `/tmp` and the tree are always writable.
   *
   * @default true
   */
  readonly readOnlyRootFilesystem?: boolean;

  /**
   * Linux capabilities of the container, without the prefix `CAP_`. All others are dropped. `NET_BIND_SERVICE` is always
   * allowed, others need `podSecurity: 'baseline'`. Only root has them: programs of other users get none.
   *
   * @default - none
   */
  readonly capabilities?: readonly Capability[];

  /**
   * Size of `/tmp`, as a Kubernetes quantity. It counts towards the limit of ephemeral-storage.
   *
   * @default '1Gi'
   */
  readonly tmpSize?: string;

  /**
   * Where the tree is mounted. It is also the working directory.
   *
   * @default '/git-repo'
   */
  readonly mountPath?: string;
}

const variable = z.union([
  z.string(),
  z
    .strictObject({
      secret: objectName({ description: 'Name of the Secret.' }),
      key: stringField(secretKey, { description: 'Key of the Secret.', pattern: SECRET_KEY.source }),
    })
    .check(z.meta({ description: 'A value from a Secret.' })),
]);

export const MAIN_OPTIONS = {
  image: stringField(image, {
    description: 'Container image that works on the tree. It is required here or in defaults.',
    examples: ['registry.example.com/team/app:1.2'],
    pattern: IMAGE_PATTERN,
  }),
  command: z.array(stringField(argument)).check(
    z.meta({
      description: "Replaces the image's entrypoint. Kubernetes expands $(NAME) and turns $$ into $.",
      examples: [['sh', '-c', 'make test']],
    }),
  ),
  args: z
    .array(stringField(argument))
    .check(z.meta({ description: "Replaces the image's arguments. Kubernetes expands $(NAME) and turns $$ into $." })),
  env: recordField(
    { validator: envName(OWN_VARIABLES), pattern: ENV_NAME },
    variable,
    {
      description:
        "Environment variables, after this project's own: TASK_ID, PARENT_TASK_ID (of a child task), REPO_URL and HOME. Kubernetes expands $(NAME) in the values and turns $$ into $, whatever the order of the variables here.",
      examples: [{ LOG_LEVEL: 'debug', TOKEN: { secret: 'my-secret', key: 'token' } }],
    },
    envValue,
  ),
  resources: resourcesOf({
    description:
      'Requests and limits of the main container. A resource that is not named has its default. Default limits are 10 times the requests for cpu and 4 times for memory, which common LimitRanges allow.',
    default: DEFAULTS.resources,
  }),
  readOnlyRootFilesystem: z.boolean().check(
    z.meta({
      description: "Whether the main container's root filesystem is read-only. /tmp and the tree are always writable.",
      default: DEFAULTS.readOnlyRootFilesystem,
    }),
  ),
  capabilities: z.array(z.enum(CAPABILITIES)).check(
    rule(uniqueNames),
    z.meta({
      description:
        'Linux capabilities of the main container. All others are dropped. NET_BIND_SERVICE is always allowed, others need podSecurity "baseline". Only root (runAsUser 0) has them.',
      examples: [['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']],
    }),
  ),
  tmpSize: stringField(size, {
    description: 'Size of /tmp. It counts towards the limit of ephemeral-storage.',
    default: DEFAULTS.tmpSize,
    pattern: QUANTITY.source,
  }),
  mountPath: stringField(mountPath([SECRET_PATH, SCRIPTS_PATH, INPUTS_PATH]), {
    description: 'Where the working tree is mounted. It is also the working directory.',
    default: DEFAULTS.mountPath,
    pattern: '^/[^:]+$',
  }),
} satisfies SchemasOf<MainOptions>;
