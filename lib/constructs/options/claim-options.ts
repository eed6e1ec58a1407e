import * as z from 'zod/mini';
import { ACCESS_MODES, type AccessMode } from '../../validation/access-mode';
import { RANGES } from '../../validation/ranges';
import { integerField } from '../../validation/schema/fields';
import { DEFAULTS } from '../defaults';
import { objectName, sizeText } from './common';
import type { SchemasOf } from './schemas-of';

/** Options that describe a claim which exists or is created elsewhere. */
export interface ClaimReferenceOptions {
  /**
   * Access mode of the claim.
   *
   * @default 'ReadWriteOnce'
   */
  readonly pvcAccessMode?: AccessMode;

  /**
   * User and group of all pods on the claim. All tasks of a claim run as this user: copying a tree as another one fails.
   * `null` leaves them to the cluster (OpenShift). 0 is root and needs `podSecurity: 'baseline'`.
   *
   * @default 65534 (`nobody`)
   */
  readonly runAsUser?: number | null;

  /**
   * Group that owns the volume. `null` leaves it to the cluster (OpenShift).
   *
   * @default - `runAsUser`
   */
  readonly fsGroup?: number | null;
}

/** Options of a new claim. */
export interface ClaimOptions extends ClaimReferenceOptions {
  /**
   * Size, as a Kubernetes quantity. It can be increased later if the storage class allows it, and never reduced.
   *
   * @default '1Gi'
   */
  readonly pvcStorageSize?: string;

  /**
   * Name of the StorageClass.
   *
   * @default - the cluster's default class
   */
  readonly pvcStorageClass?: string;

  /**
   * Whether Argo CD keeps the claim, and the data, when its chain or the Application is removed.
   *
   * @default true
   */
  readonly keepClaim?: boolean;
}

export const CLAIM_REFERENCE_OPTIONS = {
  pvcAccessMode: z.enum(ACCESS_MODES).check(
    z.meta({
      description:
        'Access mode of the claim. With ReadWriteOnce, tasks that run at the same time run on one node. With ReadWriteOncePod, they wait for each other.',
      default: DEFAULTS.pvcAccessMode,
    }),
  ),
  runAsUser: z.nullable(integerField(RANGES.runAsUser)).check(
    z.meta({
      description:
        'User and group of all pods on the claim. null leaves them to the cluster (OpenShift). 0 (root) needs podSecurity "baseline". An ssh URL needs the default, 0 or null.',
      default: DEFAULTS.runAsUser,
    }),
  ),
  fsGroup: z.nullable(integerField(RANGES.fsGroup)).check(
    z.meta({
      description:
        'Group that owns the volume. Without it, the same as runAsUser. null leaves it to the cluster (OpenShift).',
    }),
  ),
} satisfies SchemasOf<ClaimReferenceOptions>;

export const CLAIM_OPTIONS = {
  pvcStorageSize: sizeText({
    description:
      'Size of the claim, which contains one working tree for each run of each task. It can be increased later, and never reduced.',
    default: DEFAULTS.pvcStorageSize,
    examples: ['10Gi', '500M'],
  }),
  pvcStorageClass: objectName({
    description: "StorageClass of the claim. Without it, the cluster's default one.",
    examples: ['standard'],
  }),
  keepClaim: z.boolean().check(
    z.meta({
      description:
        'Whether the claim, and the data, stay in the cluster when the chain or the repository is removed from the list.',
      default: DEFAULTS.keepClaim,
    }),
  ),
  ...CLAIM_REFERENCE_OPTIONS,
} satisfies SchemasOf<ClaimOptions>;

/** Returns the values of the options in a table. */
export function pickOptions<T extends object, K extends keyof T>(
  table: Readonly<Record<K, unknown>>,
  from: T,
): Pick<T, K> {
  const names = Object.keys(table) as K[];
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

/** Returns all values but those of the options in a table. */
export function omitOptions<T extends object, K extends keyof T>(
  table: Readonly<Record<K, unknown>>,
  from: T,
): Omit<T, K> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !Object.hasOwn(table, name))) as Omit<T, K>;
}
