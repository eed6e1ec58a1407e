import * as z from 'zod/mini';
import { TASK_ID, taskId } from '../../validation/labels';
import { stringField } from '../../validation/schema/fields';
import { CLAIM_OPTIONS, type ClaimOptions } from './claim-options';
import { CLONE_OPTIONS, type CloneOptions } from './clone-options';
import { EPHEMERAL_OPTIONS, type EphemeralOptions } from './ephemeral-options';
import { MAIN_OPTIONS, type MainOptions } from './main-options';
import { PUSH_OPTIONS, type PushOptions } from './push-options';
import { POD_OPTIONS, type PodOptions } from './pod-options';
import { RUN_OPTIONS, type RunOptions } from './run-options';
import type { SchemasOf } from './schemas-of';

/** Options of every task. */
export interface JobOptions extends MainOptions, RunOptions, PodOptions {
  /**
   * ID of the task: a valid label value, unique in the namespace. The names of Kubernetes objects and folders are derived
   * from it.
   */
  readonly taskId: string;
}

export const JOB_OPTIONS = {
  taskId: stringField(taskId, {
    description: 'ID of the task, unique in the list. The names of Kubernetes objects and folders are derived from it.',
    examples: ['build'],
    pattern: TASK_ID.source,
  }),
  ...MAIN_OPTIONS,
  ...RUN_OPTIONS,
  ...POD_OPTIONS,
} satisfies SchemasOf<JobOptions>;

/** All options of tasks of any kind. */
export type TaskOptions = JobOptions & Partial<CloneOptions> & ClaimOptions & EphemeralOptions & Partial<PushOptions>;

const {
  taskId: taskIdSchema,
  image,
  ...others
} = { ...JOB_OPTIONS, ...CLONE_OPTIONS, ...CLAIM_OPTIONS, ...EPHEMERAL_OPTIONS, ...PUSH_OPTIONS };

/** The options of a task of any kind. Which of them a task may have depends on its kind. */
export const TaskOptionsSchema = z.strictObject({
  taskId: taskIdSchema,
  image,
  ...z.partial(z.strictObject(others)).shape,
});

/** The options of a task that pushes, and all others, which are reported elsewhere. */
export const PushTaskOptionsSchema = z.strictObject({
  taskId: taskIdSchema,
  ...z.partial(z.strictObject({ image, ...others })).shape,
});
