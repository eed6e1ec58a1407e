import * as z from 'zod/mini';
import { RANGES } from '../../validation/ranges';
import { integerField } from '../../validation/schema/fields';
import { DEFAULTS } from '../defaults';
import type { SchemasOf } from './schemas-of';

/** Options of the Job: which run it is, how often and how long it tries, and whether it may fail. */
export interface RunOptions {
  /**
   * How often the task was asked to run: 1 to 999. Another number is another Job, with a tree of its own.
   *
   * @default 1
   */
  readonly run?: number;

  /**
   * The tree that a retry starts with: the one that the first attempt started with (`clean`), or the one that the failed
   * attempt left (`continue`).
   *
   * @default 'clean'
   */
  readonly retry?: 'clean' | 'continue';

  /**
   * How many working trees of the task stay, the newest: 1 to 999. A new run removes the others when its own tree is there.
   * The tree of the run before it always stays, and so does one that is an input of another tree.
   *
   * @default - all
   */
  readonly keepRuns?: number;

  /**
   * How many failed attempts are retried.
   *
   * @default 4
   */
  readonly backoffLimit?: number;

  /**
   * Seconds that the whole run may take, waiting and retries included.
   *
   * @default 21600 (six hours)
   */
  readonly activeDeadlineSeconds?: number;

  /**
   * Whether child tasks also start when this task has failed. They start from the working tree that its last attempt left.
   * It needs Kubernetes 1.31 or newer. It may be set before or after the task has failed, without a new `run`. With Argo CD,
   * it needs the health check of Jobs in `argocd-cm`: see the documentation.
   *
   * @default false
   */
  readonly allowFailure?: boolean;
}

export const RUN_OPTIONS = {
  run: integerField(RANGES.run, {
    description: 'How often the task was asked to run. Increase it to run the task again.',
    default: DEFAULTS.run,
  }),
  retry: z.enum(['clean', 'continue']).check(
    z.meta({
      description:
        'The tree that a retry starts with: the one that the first attempt started with (clean), or the one that the failed attempt left (continue).',
      default: DEFAULTS.retry,
    }),
  ),
  keepRuns: integerField(RANGES.keepRuns, {
    description:
      'How many working trees of the task stay, the newest. A new run removes the others when its own tree is there. The tree of the run before it always stays, and so does one that is an input of another tree. Without it, all stay.',
    examples: [3],
  }),
  backoffLimit: integerField(RANGES.backoffLimit, {
    description: 'How many failed attempts are retried.',
    default: DEFAULTS.backoffLimit,
  }),
  activeDeadlineSeconds: integerField(RANGES.activeDeadlineSeconds, {
    description: 'Seconds that the whole run may take, waiting and retries included.',
    default: DEFAULTS.activeDeadlineSeconds,
  }),
  allowFailure: z.boolean().check(
    z.meta({
      description:
        'Whether child tasks also start when this task has failed, from the working tree that its last attempt left. Needs Kubernetes 1.31 or newer, and argoCd.jobHealthCheck with argoCd. It may be set after the task has failed, without a new run.',
      default: DEFAULTS.allowFailure,
    }),
  ),
} satisfies SchemasOf<RunOptions>;
