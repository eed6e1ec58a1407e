import { simplifyName } from '../closest-name';
import { HIDDEN } from '../format-suggestion';
import { toQuantity } from './suggest-resources';
import { isObject } from '../is-object';

/** A field of Kubernetes, a CI system or a workflow engine, and what this project has instead. */
export interface ForeignField {
  /** Fields with the same meaning: the first one that an object may have, and does not have yet, is suggested. */
  readonly fields?: readonly string[];
  /** Returns the value of the field that is used instead, if it is another one. */
  readonly convert?: (value: unknown) => unknown;
  /** What to know about the field that is used instead. */
  readonly note?: string;
  /** What to do in a task if there is no such field. */
  readonly advice?: string;
}

/** Returns what this project has instead of a field of another tool, if that is known. */
export function findForeignField(name: string): ForeignField | undefined {
  return BY_NAME.get(simplifyName(name));
}

const toShellCommand = (value: unknown): unknown =>
  typeof value === 'string' || Array.isArray(value) ? ['sh', '-c', HIDDEN] : value;

const toSeconds = (minutes: unknown): unknown => (typeof minutes === 'number' ? minutes * 60 : minutes);

const toAmount =
  (resource: string) =>
  (value: unknown): object => {
    const quantities = { [resource]: toQuantity(resource, value) };
    return { requests: quantities, limits: quantities };
  };

const toAmounts =
  (kind: 'requests' | 'limits') =>
  (value: unknown): unknown =>
    isObject(value)
      ? { [kind]: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toQuantity(name, one)])) }
      : value;

const toGpuLimit = (value: unknown): object => ({ limits: { 'nvidia.com/gpu': String(value) } });

/** Names, separated by spaces, and what they mean here. Case and punctuation do not count. */
export const FOREIGN_FIELDS: readonly (readonly [names: string, field: ForeignField])[] = [
  // The task and its place in the list
  ['id name title jobId jobName taskName', { fields: ['taskId'] }],
  ['job task', { fields: ['taskId', 'tasks'] }],
  [
    'needs dependsOn depends dependencies runAfter after requires',
    { fields: ['parentTaskId', 'parent', 'inputs'], note: 'a task has one parent; inputs names further tasks' },
  ],
  ['parent parentId parentTask parentTasks parentTaskId', { fields: ['parentTaskId', 'parent'] }],
  [
    'jobs stages steps tasks',
    {
      fields: ['tasks'],
      advice: 'a task runs one container; write a task for each step, and make the step before it its parent',
    },
  ],
  [
    'stage containers initContainers',
    { advice: 'a task runs one container; write a task for each step, and make the step before it its parent' },
  ],
  ['sidecar services', { fields: ['sidecars'] }],
  [
    'matrix strategy loop forEach withItems withParam',
    { advice: 'a list has no loops; write a task for each combination' },
  ],
  [
    'parallel parallelism completions replicas concurrency',
    { advice: 'a Job runs one pod; write several tasks to run several pods' },
  ],
  [
    'when if condition only except rules on trigger triggers',
    { advice: 'a task runs when its parent has succeeded; check other conditions in the command' },
  ],
  ['allowFailure continueOn continueOnError continueOnFailure ignoreErrors', { fields: ['allowFailure'] }],
  ['enabled disabled skip', { advice: 'every task runs; remove the task to keep it from running' }],
  [
    'schedule cron cronSchedule suspend',
    { advice: 'a task has no schedule; increase "run" to run it again, for example in a scheduled CI job' },
  ],
  ['rerun runNumber', { fields: ['run'] }],
  ['default common globals', { fields: ['defaults'] }],
  [
    'extends include template templateRef taskRef',
    { advice: 'write the fields of the task itself; a list can have common ones in "defaults"' },
  ],
  [
    'apiVersion kind metadata spec jobTemplate',
    { advice: 'a task is not a Kubernetes object; write its fields without metadata and spec' },
  ],
  ['comment comments description displayName notes', { advice: `write "annotations": { "description": "${HIDDEN}" }` }],

  // The clone. Argo CD and the repositories of a list have other names for its fields.
  [
    'cloneUrl git gitRepo gitRepository gitUrl remote repo repoUrl repositoryUrl source url',
    { fields: ['repoUrl', 'url', 'repoURL'] },
  ],
  ['repos repository', { fields: ['repositories', 'claim'] }],
  ['branch commit gitRef ref revision sha tag targetRevision', { fields: ['ref', 'targetRevision'] }],
  ['cloneDepth fetchDepth gitDepth', { fields: ['depth'] }],
  ['gitCredentials gitSecretName secretName secretRef sshSecret', { fields: ['gitSecret'] }],
  [
    'auth credentials deployKey password token username',
    { advice: 'put credentials into a Secret, and set "gitSecret" to its name' },
  ],
  ['lfs recursive submodules', { advice: 'submodules and Git LFS files are not fetched; fetch them in the command' }],

  // The container
  ['container containerImage docker dockerImage', { fields: ['image'] }],
  ['cmd entrypoint', { fields: ['command'] }],
  [
    'afterScript bash beforeScript commands exec script scripts shell',
    { fields: ['command'], convert: toShellCommand },
  ],
  ['arguments argv', { fields: ['args'] }],
  ['environment environmentVariables envVars parameters params variables vars', { fields: ['env'] }],
  [
    'secret secrets',
    {
      advice:
        'write "env": { "TOKEN": { "secret": "NAME", "key": "KEY" } } for a variable, "envFrom" or "volumes" for all its keys, "gitSecret" to clone, or "imagePullSecrets" for the image',
    },
  ],
  [
    'config configMap configMapRef configMaps configs',
    {
      advice:
        'write "volumes": [{ "mountPath": "/etc/app", "configMap": "NAME" }] for files, or "envFrom": [{ "configMap": "NAME" }] for variables',
    },
  ],
  ['cpu cpus', { fields: ['resources'], convert: toAmount('cpu') }],
  ['mem memory', { fields: ['resources'], convert: toAmount('memory') }],
  ['gpu gpus', { fields: ['resources'], convert: toGpuLimit }],
  ['requests', { fields: ['resources'], convert: toAmounts('requests') }],
  ['limits', { fields: ['resources'], convert: toAmounts('limits') }],
  [
    'cwd dir directory workDir workingDir workingDirectory',
    { advice: 'the working directory is the working tree; change to a folder of it in the command' },
  ],
  ['mount path', { fields: ['mountPath'] }],
  ['readOnly readOnlyFilesystem', { fields: ['readOnlyRootFilesystem'] }],
  ['runAs uid user', { fields: ['runAsUser'] }],
  ['gid group runAsGroup', { fields: ['fsGroup'] }],
  [
    'containerSecurityContext podSecurityContext privileged securityContext',
    {
      advice:
        'set "runAsUser", "fsGroup" and "capabilities"; the rest is what the Pod Security standard "restricted" requires',
    },
  ],
  ['pull pullPolicy', { fields: ['imagePullPolicy'] }],

  // Attempts
  ['activeDeadline deadline timeout timeoutSeconds', { fields: ['activeDeadlineSeconds'], note: 'in seconds' }],
  ['timeoutInMinutes timeoutMinutes', { fields: ['activeDeadlineSeconds'], convert: toSeconds, note: 'in seconds' }],
  [
    'attempts maxAttempts maxRetries retries retryCount retryLimit',
    { fields: ['backoffLimit'], note: 'the number of retries' },
  ],
  [
    'podFailurePolicy restartPolicy retryStrategy',
    { advice: 'each attempt is a new pod; set "backoffLimit" and "retry"' },
  ],
  [
    'failedJobsHistoryLimit successfulJobsHistoryLimit ttl ttlSecondsAfterFinished ttlStrategy',
    { advice: 'a finished Job stays until its task is removed or runs again' },
  ],

  // The claim
  ['capacity diskSize pvcSize size sizeLimit storage storageSize volumeSize', { fields: ['pvcStorageSize', 'size'] }],
  ['storageClass storageClassName', { fields: ['pvcStorageClass', 'storageClass'] }],
  ['accessMode accessModes', { fields: ['pvcAccessMode'] }],
  ['keep keepPvc keepVolume retain', { fields: ['keepClaim'] }],
  [
    'claim claimName existingClaim existingPvc persistentVolumeClaim pvc pvcName volume volumeName',
    { fields: ['existingClaim', 'claim'], note: 'a claim that exists' },
  ],
  ['mounts volumeMounts', { fields: ['volumes'] }],
  ['emptyDir scratch', { advice: 'write "volumes": [{ "mountPath": "/scratch", "emptyDir": "1Gi" }]' }],
  [
    'shm shmSize tmpfs',
    { advice: 'write "volumes": [{ "mountPath": "/dev/shm", "emptyDir": "1Gi", "medium": "Memory" }]' },
  ],
  ['workspace workspaces', { advice: 'a task has its working tree; "volumes" adds other volumes' }],
  [
    'cache caches',
    { advice: 'write "volumes": [{ "mountPath": "/cache", "claim": "NAME" }] for a cache on a claim that exists' },
  ],
  [
    'artifacts inputs outputs',
    { advice: 'a child task starts with all files that its parent left in the working tree' },
  ],

  // The pod
  ['serviceAccount', { fields: ['serviceAccountName'] }],
  ['priority priorityClass', { fields: ['priorityClassName'] }],
  ['pullSecret pullSecrets registrySecret', { fields: ['imagePullSecrets'] }],
  ['affinity agent nodeAffinity nodeLabels nodeName runsOn', { fields: ['nodeSelector'], note: 'labels of a node' }],
  ['dns dnsPolicy', { fields: ['dnsConfig'] }],
  ['runtime runtimeClass', { fields: ['runtimeClassName'] }],
  ['gracePeriod gracePeriodSeconds stopGracePeriod', { fields: ['terminationGracePeriodSeconds'], note: 'in seconds' }],
  ['userNamespace userNamespaces userns', { advice: 'write "hostUsers": false' }],
];

const BY_NAME = new Map(
  FOREIGN_FIELDS.flatMap(([names, field]) => names.split(' ').map((name) => [simplifyName(name), field])),
);
