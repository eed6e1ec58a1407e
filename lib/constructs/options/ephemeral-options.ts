import * as z from 'zod/mini';
import { objectName, sizeText } from './common';
import type { SchemasOf } from './schemas-of';

/** A volume that is created and deleted with its pod. */
export interface EphemeralVolume {
  /** Size, as a Kubernetes quantity. */
  readonly size: string;

  /**
   * Name of the StorageClass that provides the volume.
   *
   * @default - none: the volume is an `emptyDir`, which counts towards ephemeral-storage
   */
  readonly storageClass?: string;
}

/** Options of a root task that keeps nothing. */
export interface EphemeralOptions {
  /**
   * Where the tree is, instead of on a claim. The tree ends with its pod: the task can have no child tasks, a retry starts
   * with a new clone, and a Job that is created again runs again.
   *
   * @default - the tree is kept, on a claim
   */
  readonly ephemeral?: EphemeralVolume;
}

const volume = z.strictObject({
  size: sizeText({ description: 'Size of the volume.' }),
  storageClass: z.optional(
    objectName({
      description:
        'StorageClass that provides the volume. Without it, the volume is an emptyDir, which counts towards ephemeral-storage.',
    }),
  ),
});

export const EPHEMERAL_OPTIONS = {
  ephemeral: volume.check(
    z.meta({
      description:
        'Instead of a claim: a volume that is deleted with the pod. The task keeps nothing and has no child tasks, and each attempt clones again.',
      examples: [{ size: '1Gi' }],
    }),
  ),
} satisfies SchemasOf<EphemeralOptions>;
