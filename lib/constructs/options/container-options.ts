import { DEFAULTS } from '../defaults';
import { sizeText } from './common';

/** Options that `main` and sidecars have in common. */
export interface ContainerOptions {
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
   * Size of `/tmp`, as a Kubernetes quantity. It counts towards the limit of ephemeral-storage.
   *
   * @default '1Gi'
   */
  readonly tmpSize?: string;
}

export const tmpSize = sizeText({
  description: 'Size of /tmp. It counts towards the limit of ephemeral-storage.',
  default: DEFAULTS.tmpSize,
});
