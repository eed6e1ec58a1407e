import * as z from 'zod/mini';
import { INPUTS_PATH } from '../../kubernetes/names';
import { argument } from '../../validation/argument';
import type { EnvFromSource } from '../../validation/env-sources';
import { image, IMAGE_PULL_POLICIES, type ImagePullPolicy } from '../../validation/image';
import { uniqueNames } from '../../validation/object-names';
import { mountPath } from '../../validation/paths';
import { CAPABILITIES, type Capability } from '../../validation/pod-security';
import type { Resources } from '../../validation/resources';
import { rule, stringField } from '../../validation/schema/fields';
import type { PodVolume } from '../../validation/pod-volume';
import { SECRET_PATH } from '../../workspace/git-environment';
import { SCRIPTS_PATH } from '../../workspace/scripts';
import { DEFAULTS } from '../defaults';
import { IMAGE_PATTERN, MOUNT_PATH_PATTERN, resourcesOf } from './common';
import { tmpSize, type ContainerOptions } from './container-options';
import { envField, envFromField, type EnvValue } from './env-options';
import type { SchemasOf } from './schemas-of';
import { sidecarsField, type Sidecar } from './sidecar-options';
import { volumesField } from './volume-options';

/** Options of the container `main`. */
export interface MainOptions extends ContainerOptions {
  /** The container image that works on the tree. */
  readonly image: string;

  /**
   * When the node pulls the image.
   *
   * @default - `Always` for the tag `latest` and for an image without a tag, `IfNotPresent` for others
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Environment variables, after `TASK_ID`, `PARENT_TASK_ID` (of a child task), `REPO_URL`, `HOME` (unless it is set here)
   * and git's `safe.directory`. Kubernetes expands `$(NAME)` in the values and turns `$$` into `$`. A variable is moved
   * behind those that it refers to; the others keep their order.
   *
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvValue>>;

  /**
   * Secrets and ConfigMaps whose keys become environment variables. Variables of `env` and this project's own win over
   * them, and later ones win over earlier ones.
   *
   * @default - none
   */
  readonly envFrom?: readonly EnvFromSource[];

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
   * Where the tree is mounted. It is also the working directory.
   *
   * @default '/git-repo'
   */
  readonly mountPath?: string;

  /**
   * Volumes, in addition to the tree and `/tmp`. No volume may be mounted in or around the tree, `/tmp` or another one.
   *
   * @default - none
   */
  readonly volumes?: readonly PodVolume[];

  /**
   * Containers that run beside `main`, such as a database. They start after the tree is there, and are stopped when `main`
   * ends.
   *
   * @default - none
   */
  readonly sidecars?: readonly Sidecar[];
}

export const MAIN_OPTIONS = {
  image: stringField(image, {
    description: 'Container image that works on the tree. It is required here or in defaults.',
    examples: ['registry.example.com/team/app:1.2'],
    pattern: IMAGE_PATTERN,
  }),
  imagePullPolicy: z.enum(IMAGE_PULL_POLICIES).check(
    z.meta({
      description:
        'When the node pulls the image. Without it, Always for the tag latest and for an image without a tag, IfNotPresent for others.',
    }),
  ),
  command: z.array(stringField(argument)).check(
    z.meta({
      description: "Replaces the image's entrypoint. Kubernetes expands $(NAME) and turns $$ into $.",
      examples: [['sh', '-c', 'make test']],
    }),
  ),
  args: z
    .array(stringField(argument))
    .check(z.meta({ description: "Replaces the image's arguments. Kubernetes expands $(NAME) and turns $$ into $." })),
  env: envField,
  envFrom: envFromField,
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
  tmpSize,
  mountPath: stringField(mountPath([SECRET_PATH, SCRIPTS_PATH, INPUTS_PATH]), {
    description: 'Where the working tree is mounted. It is also the working directory.',
    default: DEFAULTS.mountPath,
    pattern: MOUNT_PATH_PATTERN,
  }),
  volumes: volumesField,
  sidecars: sidecarsField,
} satisfies SchemasOf<MainOptions>;
