import * as z from 'zod/mini';
import { OWN_CONTAINERS } from '../../kubernetes/names';
import { argument } from '../../validation/argument';
import { containerName } from '../../validation/container-name';
import type { EnvFromSource } from '../../validation/env-sources';
import { image } from '../../validation/image';
import { DNS_LABEL } from '../../validation/object-names';
import { RANGES } from '../../validation/ranges';
import type { Resources } from '../../validation/resources';
import { integerField, stringField } from '../../validation/schema/fields';
import { DEFAULTS } from '../defaults';
import { IMAGE_PATTERN, resourcesOf } from './common';
import { tmpSize, type ContainerOptions } from './container-options';
import { sidecarEnvField, sidecarEnvFromField, type EnvValue } from './env-options';
import type { SchemasOf } from './schemas-of';

/** What a sidecar must do before `main` starts. */
export interface StartupProbe {
  /** TCP port that the sidecar must listen on. */
  readonly port: number;

  /**
   * Seconds after which the pod fails if the sidecar does not listen. They start when all sidecars run.
   *
   * @default 120
   */
  readonly deadlineSeconds?: number;
}

/**
 * A container that runs beside `main`, such as a database. It starts after the tree is there, is restarted when it ends, and is
 * stopped when `main` ends.
 */
export interface Sidecar extends ContainerOptions {
  /** Name of the container: a DNS label, unique in the task. */
  readonly name: string;

  /** The container image. */
  readonly image: string;

  /**
   * Environment variables, after `HOME` (unless it is set here). Kubernetes expands `$(NAME)` in the values and turns `$$`
   * into `$`. A variable is moved behind those that it refers to; the others keep their order.
   *
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvValue>>;

  /**
   * Secrets and ConfigMaps whose keys become environment variables. Variables of `env` win over them, and later ones win
   * over earlier ones.
   *
   * @default - none
   */
  readonly envFrom?: readonly EnvFromSource[];

  /**
   * Requests and limits. A resource that is not named has its default.
   *
   * @default - those of `main`'s default: requests 200m CPU, 512Mi memory, 256Mi ephemeral-storage; limits 2 CPU, 2Gi, 2Gi
   */
  readonly resources?: Resources;

  /**
   * Whether the root filesystem is read-only. `/tmp` is always writable; each container has its own.
   *
   * @default true
   */
  readonly readOnlyRootFilesystem?: boolean;

  /**
   * How the sidecar sees the tree of the task, at the path at which `main` does.
   *
   * @default - not at all
   */
  readonly tree?: 'readOnly';

  /**
   * What the sidecar must do before `main` starts.
   *
   * @default - `main` starts as soon as the sidecar runs
   */
  readonly startupProbe?: StartupProbe;
}

const startupProbe = z.strictObject({
  port: integerField(RANGES.port, { description: 'TCP port that the sidecar must listen on before main starts.' }),
  deadlineSeconds: z.optional(
    integerField(RANGES.startupDeadlineSeconds, {
      description:
        'Seconds after which the pod fails if the sidecar does not listen. They start when all sidecars run.',
      default: DEFAULTS.startupDeadlineSeconds,
    }),
  ),
});

const SIDECAR = {
  name: stringField(containerName(OWN_CONTAINERS), {
    description: 'Name of the container, unique in the task.',
    pattern: DNS_LABEL.source,
  }),
  image: stringField(image, { description: 'Container image.', pattern: IMAGE_PATTERN }),
  command: z.array(stringField(argument)).check(z.meta({ description: "Replaces the image's entrypoint." })),
  args: z.array(stringField(argument)).check(z.meta({ description: "Replaces the image's arguments." })),
  env: sidecarEnvField,
  envFrom: sidecarEnvFromField,
  resources: resourcesOf({
    description: 'Requests and limits of the sidecar. A resource that is not named has its default.',
    default: DEFAULTS.resources,
  }),
  readOnlyRootFilesystem: z.boolean().check(
    z.meta({
      description: "Whether the sidecar's root filesystem is read-only. /tmp is always writable.",
      default: DEFAULTS.readOnlyRootFilesystem,
    }),
  ),
  tmpSize,
  tree: z
    .literal('readOnly')
    .check(
      z.meta({ description: 'readOnly: the sidecar sees the working tree, at mountPath. Without it, it does not.' }),
    ),
  startupProbe: startupProbe.check(
    z.meta({ description: 'What the sidecar must do before main starts. Without it, main starts at once.' }),
  ),
} satisfies SchemasOf<Sidecar>;

const { name, image: imageField, ...optional } = SIDECAR;

/** The schema of the sidecars of a task. */
export const sidecarsField = z
  .array(z.strictObject({ name, image: imageField, ...z.partial(z.strictObject(optional)).shape }))
  .check(
    z.meta({
      description:
        'Containers that run beside the main container, such as a database: they start after the working tree is there, and are stopped when the main container ends.',
      examples: [[{ name: 'cache', image: 'redis:7.4-alpine', startupProbe: { port: 6379 } }]],
    }),
  );
