import * as z from 'zod/mini';
import { DEFAULTS } from '../../constructs/defaults';
import { CLAIM_OPTIONS } from '../../constructs/options/claim-options';
import { CLONE_OPTIONS } from '../../constructs/options/clone-options';
import { objectName } from '../../constructs/options/common';
import { POD_SECURITY_OPTIONS } from '../../constructs/options/pod-security-options';
import { EPHEMERAL_OPTIONS } from '../../constructs/options/ephemeral-options';
import { PUSH_OPTIONS } from '../../constructs/options/push-options';
import { JOB_OPTIONS } from '../../constructs/options/task-options';
import { Guard } from './guard';
import { applicationSetName, clusterName, MAX_APPLICATION_SET_NAME_LENGTH, serverUrl } from '../../validation/argo-cd';
import { gitRef } from '../../validation/git-ref';
import { gitUrl } from '../../validation/git-url';
import { TASK_ID, taskId } from '../../validation/labels';
import { DNS_LABEL, dnsLabel, REPOSITORY_NAME, repositoryName } from '../../validation/object-names';
import { relativePath } from '../../validation/paths';
import { recordField, stringField } from '../../validation/schema/fields';

/** The schema of the list, composed of the options of the constructs and the fields that only the list has. */

const { repoUrl, ref, depth, gitSecret, gitImage, gitResources } = CLONE_OPTIONS;
const { taskId: taskIdField, run, allowFailure, ...defaultable } = JOB_OPTIONS;

const optional = <T extends z.core.$ZodLooseShape>(shape: T) => z.partial(z.strictObject(shape)).shape;

export const Defaults = z.strictObject(
  optional({ ...defaultable, ...CLAIM_OPTIONS, ref, gitImage, gitResources, depth }),
);

export const Task = z
  .strictObject({
    taskId: taskIdField,
    ...optional({
      parentTaskId: stringField(taskId, {
        description: 'Task to start from: this one gets a copy of the working tree that the parent left.',
        pattern: TASK_ID.source,
      }),
      inputs: z.array(stringField(taskId, { pattern: TASK_ID.source })).check(
        z.meta({
          description:
            'Other tasks of the chain. This task starts when they are complete too, and their working trees are mounted read-only at /inputs, in folders that have the names of the tasks.',
          examples: [['lint', 'unit-tests']],
          uniqueItems: true,
        }),
      ),
      repoUrl,
      repository: stringField(repositoryName, {
        description: 'One of repositories: the task uses its claim and clones from its mirror.',
        pattern: REPOSITORY_NAME.source,
      }),
      existingClaim: objectName({
        description: 'A claim that exists in the cluster, to use instead of a new one.',
      }),
      ...EPHEMERAL_OPTIONS,
      run,
      allowFailure,
      gitSecret,
      ...PUSH_OPTIONS,
    }),
    ...Defaults.shape,
  })
  .check(z.meta({ id: 'Task', description: 'A container image that runs on a git working tree of its own.' }));

export const Repository = z
  .strictObject({ url: repoUrl, ...optional({ ref, gitImage, gitResources, gitSecret, ...CLAIM_OPTIONS }) })
  .check(
    z.meta({
      id: 'Repository',
      description: 'A git repository with a claim of its own, shared by all chains that name it.',
    }),
  );

const Destination = z
  .union([
    z.strictObject({
      server: stringField(serverUrl, {
        description: 'URL of the cluster.',
        pattern: '^https?://',
        examples: ['https://kubernetes.default.svc'],
      }),
    }),
    z.strictObject({ name: stringField(clusterName, { description: 'Name of the cluster in Argo CD.' }) }),
  ])
  .check(z.meta({ description: 'Cluster that runs the tasks. Without it, the one that Argo CD runs in.' }));

const ArgoCd = z
  .strictObject({
    // Argo CD's own name for it.
    repoURL: stringField(gitUrl, { description: 'URL of the repository that contains dist/, as Argo CD clones it.' }),
    ...optional({
      targetRevision: stringField(gitRef, {
        description: 'Branch, tag or commit that Argo CD applies.',
        default: DEFAULTS.argoCd.targetRevision,
      }),
      path: stringField(relativePath, {
        description: 'Folder of dist/ in the repository.',
        default: DEFAULTS.argoCd.path,
      }),
      project: objectName({
        description: 'Project in Argo CD. With guard, the default is name.',
        default: DEFAULTS.argoCd.project,
      }),
      guard: Guard,
      namespace: stringField(dnsLabel, {
        description: 'Namespace of Argo CD.',
        default: DEFAULTS.argoCd.namespace,
        pattern: DNS_LABEL.source,
      }),
      jobHealthCheck: z.boolean().check(
        z.meta({
          description:
            "Whether the health check of Jobs in dist/argo-cd/ is part of Argo CD's settings. allowFailure and labels of Kueue need it.",
          default: DEFAULTS.argoCd.jobHealthCheck,
        }),
      ),
      destination: Destination,
      name: stringField(applicationSetName, {
        description: 'Name of the ApplicationSet. The names of its Applications start with it.',
        default: DEFAULTS.argoCd.name,
        maxLength: MAX_APPLICATION_SET_NAME_LENGTH,
        pattern: DNS_LABEL.source,
      }),
    }),
  })
  .check(
    z.meta({ id: 'ArgoCd', description: 'How Argo CD applies dist/: creates dist/argo-cd/. It needs namespace.' }),
  );

export const TaskListFile = z.strictObject({
  $schema: z.optional(z.string().check(z.meta({ description: 'tasks.schema.json, for editors.' }))),
  namespace: z.optional(
    stringField(dnsLabel, {
      description: 'Namespace of the tasks. Without it, the one that the manifests are applied in.',
      pattern: DNS_LABEL.source,
    }),
  ),
  podSecurity: z.optional(POD_SECURITY_OPTIONS.podSecurity),
  argoCd: z.optional(ArgoCd),
  defaults: z.optional(
    Defaults.check(
      z.meta({
        id: 'Defaults',
        description:
          'Values for all tasks and repositories that may have the field and do not set it. Objects are merged by key.',
      }),
    ),
  ),
  repositories: z.optional(
    recordField({ validator: repositoryName, pattern: REPOSITORY_NAME }, Repository, {
      description: 'Repositories by name.',
    }),
  ),
  tasks: z.array(Task).check(z.meta({ description: 'The tasks, in any order.', minItems: 1 })),
});

/** Fields of a task, as the list gives them. */
export type TaskFields = z.infer<typeof Task>;
/** Values for all tasks and repositories that may have the field and do not set it. */
export type Defaults = z.infer<typeof Defaults>;
/** Fields of a repository, as the list gives them under its name. */
export type RepositoryFields = z.infer<typeof Repository>;
/** How Argo CD applies `dist/`. */
export type ArgoCd = z.infer<typeof ArgoCd>;
/** The list in its object form. */
export type TaskListFile = z.infer<typeof TaskListFile>;
