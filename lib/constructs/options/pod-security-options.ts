import * as z from 'zod/mini';
import { POD_SECURITY_LEVELS, type PodSecurityLevel } from '../../validation/pod-security';
import { DEFAULTS } from '../defaults';
import type { SchemasOf } from './schemas-of';

/** What the namespace allows. In a list, it is a field at the top. */
export interface PodSecurityOptions {
  /**
   * Level of the Pod Security standards that the namespace enforces. `baseline` allows `runAsUser: 0` and more
   * `capabilities`. It does not change the namespace.
   *
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurityLevel;
}

export const POD_SECURITY_OPTIONS = {
  podSecurity: z.enum(POD_SECURITY_LEVELS).check(
    z.meta({
      description:
        'Level of the Pod Security standards in the namespace of the tasks. baseline allows runAsUser 0 and more capabilities. With argoCd, the namespace gets the level as its label.',
      default: DEFAULTS.podSecurity,
    }),
  ),
} satisfies SchemasOf<PodSecurityOptions>;
