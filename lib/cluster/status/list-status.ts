import * as z from 'zod/mini';
import { describe, outputJsonSchema, text, time, wholeNumber } from '../schema-fields';

/** The states of a task, in the order of its life. */
export const TASK_STATES = [
  'notApplied',
  'waiting',
  'queued',
  'pulling',
  'cloning',
  'copying',
  'running',
  'retrying',
  'complete',
  'failed',
  'failedAllowed',
  'refused',
] as const;

export type TaskState = (typeof TASK_STATES)[number];

/** The states of a task that failed for good and blocks its children. */
export const FAILED_STATES: ReadonlySet<TaskState> = new Set(['failed', 'refused']);

/** The states of a task that does not block its children. */
export const PASSED_STATES: ReadonlySet<TaskState> = new Set(['complete', 'failedAllowed']);

const TaskStatus = z.strictObject({
  taskId: text('ID of the task.'),
  parentTaskId: z.optional(text('ID of its parent. A root task has none.')),
  run: wholeNumber('The run that the list names.'),
  state: z.enum(TASK_STATES).check(describe('State of this run.')),
  waitsFor: z.optional(
    z.array(z.string()).check(describe('The parent and the inputs that have not ended. Only in the state waiting.')),
  ),
  retry: z.optional(wholeNumber('How often the Job has been retried. Only in the state retrying.')),
  backoffLimit: z.optional(wholeNumber('How often the Job is retried at most. Only in the state retrying.')),
  since: z.optional(time('When the state began. A task without a Job has none.')),
  seconds: z.optional(
    z
      .number()
      .check(describe('How long the Job ran, in seconds, if it has ended. Otherwise how long the state has lasted.')),
  ),
  otherRun: z.optional(wholeNumber('The run that is in the cluster, if it is not the one that the list names.')),
  reason: z.optional(text('Why the task waits, is retried or has failed.')),
  remedy: z.optional(text('What to do.')),
});

const ApplicationStatus = z.strictObject({
  name: text('Name of the Application.'),
  exists: z.boolean().check(describe('Whether Argo CD has it.')),
  sync: z.optional(text('Synced, OutOfSync or Unknown.')),
  health: z.optional(text('Healthy, Progressing, Degraded, Suspended, Missing or Unknown.')),
  phase: z.optional(text('Phase of the last sync: Running, Succeeded, Failed, Error or Terminating.')),
  message: z.optional(text('Message of the last sync, or of an error of the Application.')),
  wave: z.optional(wholeNumber('The wave whose Jobs the sync waits for, or in which it failed.')),
});

const ChainStatus = z.strictObject({
  taskId: text('ID of the root task.'),
  application: z.optional(
    ApplicationStatus.check(describe('The Application of the chain. Absent if Argo CD cannot be read.')),
  ),
  tasks: z.array(TaskStatus).check(describe('Each task comes after its parent and its inputs.')),
});

const Totals = z.strictObject({
  chains: wholeNumber('Number of chains.'),
  tasks: wholeNumber('Number of tasks.'),
  states: z
    .partialRecord(z.enum(TASK_STATES), z.int())
    .check(describe('Number of tasks by state. A state without tasks is absent.')),
  otherJobs: z.optional(
    wholeNumber('Number of Jobs in the namespace whose tasks are not in the list. Absent if tasks were named.'),
  ),
});

/** The schema of what `status --json` prints. */
export const ListStatus = z.strictObject({
  namespace: text('Namespace of the Jobs.'),
  chains: z.array(ChainStatus).check(describe('Sorted by the ID of the root task.')),
  totals: Totals.check(describe('Of the tasks in chains.')),
  warnings: z.array(z.string()).check(describe('What could not be read, and why.')),
});

/** The state of one task. */
export type TaskStatus = Readonly<z.infer<typeof TaskStatus>>;
/** What Argo CD reports about the Application of a chain. */
export type ApplicationStatus = Readonly<z.infer<typeof ApplicationStatus>>;
/** The states of the tasks of a chain. */
export type ChainStatus = Readonly<z.infer<typeof ChainStatus>>;
/** The states of all tasks of a list. */
export type ListStatus = Readonly<z.infer<typeof ListStatus>>;

/** Returns the JSON schema of what `status --json` prints. */
export function statusJsonSchema(): object {
  return outputJsonSchema('What status --json prints', ListStatus);
}
