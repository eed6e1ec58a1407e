import * as z from 'zod/mini';
import { DEFAULTS } from '../../constructs/defaults';
import { applicationSetName, clusterName, LONGEST_APPLICATION_SET_NAME, serverUrl } from '../../validation/argo-cd';
import { ENV_NAME, envName } from '../../validation/env-name';
import { gitRef } from '../../validation/git-ref';
import { gitUrl } from '../../validation/git-url';
import { image } from '../../validation/image';
import {
  ANNOTATION_KEY,
  annotations,
  LABEL_KEY,
  LABEL_VALUE,
  labelKey,
  labelValue,
  TASK_ID,
  taskId,
} from '../../validation/labels';
import {
  DNS_LABEL,
  DNS_SUBDOMAIN,
  dnsLabel,
  dnsSubdomain,
  REPOSITORY_NAME,
  repositoryName,
  SECRET_KEY,
  secretKey,
  uniqueNames,
} from '../../validation/object-names';
import { RANGES } from '../../validation/ranges';
import { mountPath, relativePath } from '../../validation/paths';
import { QUANTITY, size } from '../../validation/quantity';
import { taskAnnotationKey, taskLabelKey } from '../../validation/reserved-keys';
import { RESOURCE_NAME, resourceName, resourceQuantity } from '../../validation/resource-quantity';
import { text as plainText } from '../../validation/text';
import { TOLERATION_EFFECTS, TOLERATION_OPERATORS, toleration } from '../../validation/toleration';
import { objectRule, record, rule, text, whole } from './zod-fields';

/** Which fields a list has, what they mean and what they may hold: said here and nowhere else. */

/** As much of a grammar as one pattern can say. */
const URL = '^((https?|ssh)://|[^/:\\s]+:)\\S+$';
const REF = '^(?!-)[^\\s~^:?*[\\\\]+$';
const IMAGE = '^(?!.*://)\\S+$';

const objectName = { pattern: DNS_SUBDOMAIN.source, maxLength: 253 };
const anyText = (): z.ZodMiniString => text(plainText);

const labelKeys = { grammar: labelKey, pattern: LABEL_KEY };
const labelValues = text(labelValue, { pattern: LABEL_VALUE.source });

const quantities = record(
  { grammar: resourceName, pattern: RESOURCE_NAME },
  z.string().check(z.meta({ pattern: QUANTITY.source })),
  {},
  resourceQuantity,
);

const resources = z.strictObject({ requests: z.optional(quantities), limits: z.optional(quantities) });
const resourcesExamples = [{ requests: { memory: '1Gi' }, limits: { memory: '4Gi' } }];

const url = text(gitUrl, {
  description:
    'URL of the git repository: https, http, ssh, or scp-like. Credentials are not part of it: put them into a Secret and name that as gitSecret.',
  examples: ['https://github.com/octocat/Hello-World.git', 'git@github.com:octocat/Hello-World.git'],
  pattern: URL,
});

const claimShape = {
  pvcStorageSize: text(size, {
    description:
      'Size of the claim. It holds one working tree for each run of each task. It can grow later, never shrink.',
    default: DEFAULTS.storageSize,
    examples: ['10Gi', '500M'],
    pattern: QUANTITY.source,
  }),
  pvcAccessMode: z.enum(['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod']).check(
    z.meta({
      description:
        'Access mode of the claim. With ReadWriteOnce, tasks that run at the same time land on one node; with ReadWriteOncePod they wait for each other.',
      default: DEFAULTS.accessMode,
    }),
  ),
  pvcStorageClass: text(dnsSubdomain, {
    ...objectName,
    description: "StorageClass of the claim. Without it, the cluster's default one.",
    examples: ['standard'],
  }),
  keepClaim: z.boolean().check(
    z.meta({
      description:
        'Whether the claim, and the data, stay in the cluster when the chain or the repository is taken out of the list.',
      default: DEFAULTS.keepClaim,
    }),
  ),
  runAsUser: z.nullable(whole(RANGES.runAsUser)).check(
    z.meta({
      description:
        'User and group of all pods on the claim. null leaves them to the cluster (OpenShift). An ssh URL needs the default or null.',
      default: DEFAULTS.runAsUser,
    }),
  ),
  fsGroup: z.nullable(whole(RANGES.fsGroup)).check(
    z.meta({
      description:
        'Group that owns the volume. Without it, the same as runAsUser; null leaves it to the cluster (OpenShift).',
    }),
  ),
};

const gitSecret = text(dnsSubdomain, {
  ...objectName,
  description:
    'Secret to clone with: kubernetes.io/basic-auth for https, kubernetes.io/ssh-auth with known_hosts for ssh. Only the container that clones sees it.',
  examples: ['git-credentials'],
});

const depth = whole(RANGES.depth, {
  description: 'How many commits of history to clone. Without it, all.',
  examples: [1],
});

const gitShape = {
  ref: text(gitRef, {
    description: "Branch, tag or full commit to clone. Without it, the repository's default branch.",
    examples: ['main', 'v1.2.0'],
    pattern: REF,
  }),
  gitImage: text(image, {
    description: 'Image that clones and copies working trees: with sh, git, ssh and flock.',
    default: DEFAULTS.gitImage,
    pattern: IMAGE,
  }),
  gitResources: resources.check(
    z.meta({
      description:
        'Requests and limits of the container that clones or copies. A resource that is not named has its default.',
      default: DEFAULTS.gitResources,
      examples: resourcesExamples,
    }),
  ),
};

const cloneShape = { ...gitShape, depth, gitSecret };
const mirrorShape = { ...gitShape, gitSecret };

const envValue = z.union([
  anyText(),
  z
    .strictObject({
      secret: text(dnsSubdomain, { ...objectName, description: 'Name of the Secret.' }),
      key: text(secretKey, { description: 'Key of the Secret.', pattern: SECRET_KEY.source }),
    })
    .check(z.meta({ description: 'A value from a Secret.' })),
]);

const mainShape = {
  image: text(image, {
    description: 'Container image that works on the tree: needed here or in defaults.',
    examples: ['registry.example.com/team/app:1.2'],
    pattern: IMAGE,
  }),
  command: z.array(anyText()).check(
    z.meta({
      description: "Replaces the image's entrypoint. Kubernetes expands $(NAME), and turns $$ into $.",
      examples: [['sh', '-c', 'make test']],
    }),
  ),
  args: z
    .array(anyText())
    .check(z.meta({ description: "Replaces the image's arguments. Kubernetes expands $(NAME), and turns $$ into $." })),
  env: record({ grammar: envName, pattern: ENV_NAME }, envValue, {
    description:
      "Environment variables, in this order, after this project's own: TASK_ID, PARENT_TASK_ID (a child's), REPO_URL and HOME. Kubernetes expands $(NAME) in the values.",
    examples: [{ LOG_LEVEL: 'debug', TOKEN: { secret: 'my-secret', key: 'token' } }],
  }),
  resources: resources.check(
    z.meta({
      description: 'Requests and limits of the main container. A resource that is not named has its default.',
      default: DEFAULTS.resources,
      examples: resourcesExamples,
    }),
  ),
  readOnlyRootFilesystem: z.boolean().check(
    z.meta({
      description:
        "Whether the main container's root filesystem is read-only; /tmp and the tree can be written anyway.",
      default: DEFAULTS.readOnlyRootFilesystem,
    }),
  ),
  tmpSize: text(size, {
    description: 'How much /tmp holds. It counts against the limit of ephemeral-storage.',
    default: DEFAULTS.tmpSize,
    pattern: QUANTITY.source,
  }),
  mountPath: text(mountPath, {
    description: 'Where the working tree is mounted; also the working directory.',
    default: DEFAULTS.mountPath,
    pattern: '^/[^:]+$',
  }),
};

const jobShape = {
  retry: z.enum(['clean', 'continue']).check(
    z.meta({
      description: 'What a retry finds: the tree as the first attempt found it, or as the failed attempt left it.',
      default: DEFAULTS.retry,
    }),
  ),
  backoffLimit: whole(RANGES.backoffLimit, {
    description: 'How many failed attempts are followed by another one.',
    default: DEFAULTS.backoffLimit,
  }),
  activeDeadlineSeconds: whole(RANGES.activeDeadlineSeconds, {
    description: 'Seconds that the whole run may take, waiting and retries included.',
    default: DEFAULTS.activeDeadlineSeconds,
  }),
};

const podShape = {
  nodeSelector: record(labelKeys, labelValues, {
    description: 'Labels that a node must have.',
    examples: [{ 'kubernetes.io/arch': 'arm64' }],
  }),
  tolerations: z
    .array(
      z
        .strictObject({
          key: z.optional(text(labelKey, { description: 'Key of the taint. Without it, with Exists, any taint.' })),
          operator: z.optional(z.enum(TOLERATION_OPERATORS).check(z.meta({ default: 'Equal' }))),
          value: z.optional(
            labelValues.check(z.meta({ description: 'Value of the taint.', pattern: LABEL_VALUE.source })),
          ),
          effect: z.optional(z.enum(TOLERATION_EFFECTS).check(z.meta({ description: 'Without it, any effect.' }))),
          tolerationSeconds: z.optional(
            whole(RANGES.tolerationSeconds, {
              description: 'How long a NoExecute taint is tolerated. Without it, for ever.',
            }),
          ),
        })
        .check(objectRule(toleration)),
    )
    .check(
      z.meta({
        description: 'Taints of nodes that the pod tolerates.',
        examples: [[{ key: 'dedicated', value: 'ci', effect: 'NoSchedule' }]],
      }),
    ),
  imagePullSecrets: z
    .array(text(dnsSubdomain, objectName))
    .check(
      rule(uniqueNames),
      z.meta({ description: 'Names of Secrets to pull the images with.', examples: [['registry-credentials']] }),
    ),
  serviceAccountName: text(dnsSubdomain, {
    ...objectName,
    description:
      "ServiceAccount to run as, with its token mounted. Without it, the namespace's default one and no token.",
  }),
  priorityClassName: text(dnsSubdomain, {
    ...objectName,
    description: "PriorityClass. Without it, the cluster's default.",
  }),
  labels: record({ grammar: taskLabelKey, pattern: LABEL_KEY }, labelValues, {
    description: "Labels of the Job and its pods, beside this project's own.",
    examples: [{ team: 'web' }],
  }),
  annotations: record({ grammar: taskAnnotationKey, pattern: ANNOTATION_KEY }, anyText(), {
    description: 'Annotations of the pods.',
    examples: [{ 'example.com/owner': 'web' }],
  }).check(objectRule(annotations)),
};

const Defaults = z.partial(
  z.strictObject({ ...mainShape, ...jobShape, ...podShape, ...claimShape, ...gitShape, depth }),
);

export const Task = z
  .strictObject({
    taskId: text(taskId, {
      description: 'ID of the task, unique in the list. Names of Kubernetes objects and folders follow from it.',
      examples: ['build'],
      pattern: TASK_ID.source,
    }),
    ...z.partial(
      z.strictObject({
        parentTaskId: text(taskId, {
          description: 'Task to start from: this one gets a copy of the working tree that the parent left.',
          pattern: TASK_ID.source,
        }),
        repoUrl: url,
        repository: text(repositoryName, {
          description: 'One of repositories: the task works on its claim and clones from it.',
          pattern: REPOSITORY_NAME.source,
        }),
        existingClaim: text(dnsSubdomain, {
          ...objectName,
          description: 'A claim that exists in the cluster, to work on instead of a new one.',
        }),
        run: whole(RANGES.run, {
          description: 'How often the task was asked to run: raise it to run the task again.',
          default: DEFAULTS.run,
        }),
        gitSecret,
      }),
    ).shape,
    ...Defaults.shape,
  })
  .check(z.meta({ id: 'Task', description: 'A container image that runs on a git working tree of its own.' }));

export const Repository = z
  .strictObject({ url, ...z.partial(z.strictObject({ ...mirrorShape, ...claimShape })).shape })
  .check(
    z.meta({
      id: 'Repository',
      description: 'A git repository with a claim of its own, shared by all chains that name it.',
    }),
  );

const Destination = z
  .union([
    z.strictObject({
      server: text(serverUrl, {
        description: 'URL of the cluster.',
        pattern: '^https?://',
        examples: ['https://kubernetes.default.svc'],
      }),
    }),
    z.strictObject({ name: text(clusterName, { description: "The cluster's name in Argo CD." }) }),
  ])
  .check(z.meta({ description: 'Cluster that runs the tasks. Without it, the one that Argo CD runs in.' }));

const ArgoCd = z
  .strictObject({
    repoURL: text(gitUrl, { description: 'URL of the repository that holds dist/, as Argo CD clones it.' }),
    ...z.partial(
      z.strictObject({
        targetRevision: text(gitRef, {
          description: 'Branch, tag or commit that Argo CD applies.',
          default: DEFAULTS.argoCd.targetRevision,
        }),
        path: text(relativePath, { description: 'Folder of dist/ in the repository.', default: DEFAULTS.argoCd.path }),
        project: text(dnsSubdomain, {
          ...objectName,
          description: "Argo CD's project.",
          default: DEFAULTS.argoCd.project,
        }),
        namespace: text(dnsLabel, {
          description: 'Namespace of Argo CD.',
          default: DEFAULTS.argoCd.namespace,
          pattern: DNS_LABEL.source,
        }),
        destination: Destination,
        name: text(applicationSetName, {
          description: 'Name of the ApplicationSet, which the names of its Applications start with.',
          default: DEFAULTS.argoCd.name,
          maxLength: LONGEST_APPLICATION_SET_NAME,
          pattern: DNS_LABEL.source,
        }),
      }),
    ).shape,
  })
  .check(
    z.meta({ id: 'ArgoCd', description: 'How Argo CD applies dist/: makes dist/argo-cd/. It needs the namespace.' }),
  );

export const TaskListFile = z.strictObject({
  $schema: z.optional(z.string().check(z.meta({ description: 'tasks.schema.json, for editors.' }))),
  namespace: z.optional(
    text(dnsLabel, {
      description: 'Namespace of the tasks. Without it, the one that the manifests are applied in.',
      pattern: DNS_LABEL.source,
    }),
  ),
  argoCd: z.optional(ArgoCd),
  defaults: z.optional(
    Defaults.check(
      z.meta({
        id: 'Defaults',
        description:
          'What holds for each task and repository that has the field and does not say otherwise. Objects merge by key.',
      }),
    ),
  ),
  repositories: z.optional(
    record({ grammar: repositoryName, pattern: REPOSITORY_NAME }, Repository, { description: 'Repositories by name.' }),
  ),
  tasks: z.array(Task).check(z.meta({ description: 'The tasks, in any order.', minItems: 1 })),
});

/** A task's fields, as the list gives them. */
export type TaskFields = z.infer<typeof Task>;
/** Fields that hold for all tasks and repositories which have them. */
export type Defaults = z.infer<typeof Defaults>;
/** A repository's fields, as the list gives them under its name. */
export type RepositoryFields = z.infer<typeof Repository>;
/** How Argo CD applies `dist/`. */
export type ArgoCd = z.infer<typeof ArgoCd>;
/** The list in its object form. */
export type TaskListFile = z.infer<typeof TaskListFile>;

const names = (...shapes: object[]): ReadonlySet<string> => new Set(shapes.flatMap((shape) => Object.keys(shape)));

/** Names of fields by what they are of. */
export const FIELDS = {
  everyTask: names({ taskId: 1, run: 1 }, mainShape, jobShape, podShape),
  claim: names(claimShape),
  clone: names(cloneShape),
  /** A root's, and not to be repeated by a child as repoUrl and repository may be. */
  ofRoots: names({ existingClaim: 1 }, claimShape, cloneShape),
  repository: names(mirrorShape, claimShape),
};
