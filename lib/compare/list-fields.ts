import { OWN_VARIABLES } from '../kubernetes/literal-environment';
import {
  ANNOTATIONS,
  ARGO_CD_ANNOTATIONS,
  CLAIM_VOLUME,
  CONTAINERS,
  INPUTS_PATH,
  LABELS,
  OWN_LABELS,
  SIDECAR_TMP_PREFIX,
  VARIABLES,
  VOLUME_PREFIX,
} from '../kubernetes/names';
import { formatCode } from '../output/markdown';
import { formatFieldPath, type Difference, type FieldPath } from './differences';

/** A field of the list, and where a Job has its value. */
interface ListField {
  readonly name: string;
  /** Start of the path that has the value. Patterns are explained at `matches`. */
  readonly pattern: string;
  /** Other paths that change with the value. */
  readonly followers?: readonly string[];
  /** Keys below the path that this project sets itself. */
  readonly ownKeys?: ReadonlySet<string>;
  /** Whether only the name is shown, because values may be secret, long or structured. */
  readonly isNameOnly?: boolean;
  /** Whether the keys below the path are not those of the list. */
  readonly isWhole?: boolean;
}

/** Of a value that is shown, in characters. Longer values make a table hard to read. */
const MAX_VALUE_LENGTH = 80;
const PUSH_STEPS = [CONTAINERS.pushLook, CONTAINERS.pushCheck, CONTAINERS.pushCommit];
const CONTAINER_PATHS = new Map<string, string>([
  [`containers ${CONTAINERS.main}`, 'main'],
  [`initContainers ${CONTAINERS.clone}`, 'init'],
  [`initContainers ${CONTAINERS.copy}`, 'init'],
  [`initContainers ${CONTAINERS.wait}`, 'wait'],
  ...PUSH_STEPS.map((name): [string, string] => [`initContainers ${name}`, name]),
  [`containers ${CONTAINERS.push}`, 'push'],
]);

const FIELDS: readonly ListField[] = [
  { name: 'backoffLimit', pattern: 'spec backoffLimit' },
  { name: 'activeDeadlineSeconds', pattern: 'spec activeDeadlineSeconds' },
  { name: 'allowFailure', pattern: `metadata annotations ${ANNOTATIONS.allowFailure}` },
  { name: 'labels', pattern: 'metadata labels', ownKeys: OWN_LABELS },
  { name: 'annotations', pattern: 'podMetadata annotations', isNameOnly: true },
  // It has no field of its own: it follows from the parent.
  { name: 'sync wave', pattern: `metadata annotations ${ARGO_CD_ANNOTATIONS.syncWave}` },

  ...pushFields(),
  { name: 'image', pattern: 'main image' },
  { name: 'imagePullPolicy', pattern: 'main imagePullPolicy' },
  { name: 'command', pattern: 'main command', isNameOnly: true },
  { name: 'args', pattern: 'main args', isNameOnly: true },
  {
    name: 'repoUrl',
    pattern: `main env ${VARIABLES.repoUrl}`,
    followers: [`init env ${VARIABLES.repoUrl}`, 'init env GIT_*'],
  },
  { name: 'env', pattern: 'main env', ownKeys: OWN_VARIABLES, isNameOnly: true },
  {
    name: 'envFrom',
    pattern: 'main envFrom',
    followers: [`main env ${VARIABLES.parentTaskId}`, 'main env GIT_CONFIG_*'],
    isNameOnly: true,
  },
  { name: 'resources', pattern: 'main resources', followers: ['wait resources'] },
  { name: 'readOnlyRootFilesystem', pattern: 'main securityContext readOnlyRootFilesystem' },
  { name: 'capabilities', pattern: 'main securityContext capabilities add', isNameOnly: true },
  {
    name: 'mountPath',
    pattern: 'main workingDir',
    followers: [
      `main volumeMounts ${CLAIM_VOLUME} mountPath`,
      `init volumeMounts ${CLAIM_VOLUME} mountPath`,
      `sidecar volumeMounts ${CLAIM_VOLUME} mountPath`,
      'init env CLAIM',
    ],
  },
  { name: 'tmpSize', pattern: 'pod volumes tmp emptyDir sizeLimit' },
  { name: 'volumes', pattern: `pod volumes ${VOLUME_PREFIX}*`, isNameOnly: true, isWhole: true },
  { name: 'volumes', pattern: `main volumeMounts ${VOLUME_PREFIX}*`, isNameOnly: true, isWhole: true },
  // Only their order.
  { name: 'volumes', pattern: 'main volumeMounts $', followers: ['pod volumes $'], isNameOnly: true, isWhole: true },

  ...[
    ...['$', 'image', 'command', 'args', 'env', 'envFrom', 'resources', 'securityContext'].map(
      (key) => `sidecar ${key}`,
    ),
    ...['sidecar volumeMounts $', `sidecar volumeMounts ${CLAIM_VOLUME} $`, `pod volumes ${SIDECAR_TMP_PREFIX}*`],
    ...['wait $', 'wait command', 'pod initContainers $'],
  ].map((pattern): ListField => ({
    name: 'sidecars',
    pattern,
    followers: ['pod volumes $'],
    isNameOnly: true,
    isWhole: true,
  })),

  { name: 'ref', pattern: 'init env REF' },
  { name: 'depth', pattern: 'init env DEPTH' },
  {
    name: 'gitSecret',
    pattern: 'init env GIT_SECRET',
    followers: ['init env GIT_*', 'init volumeMounts git-secret', 'pod volumes git-secret'],
  },
  { name: 'gitImage', pattern: 'init image', followers: ['wait image'] },
  { name: 'gitResources', pattern: 'init resources', followers: ['pod volumes init-tmp emptyDir sizeLimit'] },
  { name: 'retry', pattern: 'init env RETRY' },
  { name: 'keepRuns', pattern: `init env ${VARIABLES.keepRuns}` },
  {
    name: 'inputs',
    pattern: `init env ${VARIABLES.inputs}`,
    followers: [`main volumeMounts ${INPUTS_PATH}/*`],
  },

  {
    name: 'claim',
    pattern: `pod volumes ${CLAIM_VOLUME} persistentVolumeClaim claimName`,
    followers: [`podMetadata labels ${LABELS.claim}`, 'pod affinity podAffinity', 'init command'],
  },
  { name: 'ephemeral', pattern: `pod volumes ${CLAIM_VOLUME}`, isNameOnly: true, isWhole: true },
  {
    name: 'pvcAccessMode',
    pattern: 'pod affinity $',
    followers: [`podMetadata labels ${LABELS.claim}`],
    isNameOnly: true,
  },
  {
    name: 'runAsUser',
    pattern: 'pod securityContext runAsUser',
    followers: ['pod securityContext runAsGroup', 'pod securityContext runAsNonRoot'],
  },
  { name: 'fsGroup', pattern: 'pod securityContext fsGroup' },
  { name: 'nodeSelector', pattern: 'pod nodeSelector' },
  { name: 'tolerations', pattern: 'pod tolerations', isNameOnly: true },
  { name: 'dnsConfig', pattern: 'pod dnsConfig', isNameOnly: true },
  { name: 'imagePullSecrets', pattern: 'pod imagePullSecrets', isNameOnly: true },
  {
    name: 'serviceAccountName',
    pattern: 'pod serviceAccountName',
    followers: ['pod automountServiceAccountToken'],
  },
  { name: 'priorityClassName', pattern: 'pod priorityClassName' },
  { name: 'runtimeClassName', pattern: 'pod runtimeClassName' },
  { name: 'hostUsers', pattern: 'pod hostUsers' },
  { name: 'terminationGracePeriodSeconds', pattern: 'pod terminationGracePeriodSeconds' },
];

/** Returns the fields of a task that pushes. Its containers are other ones than those of a task with an image. */
function pushFields(): ListField[] {
  const inSteps = (path: string): string[] => PUSH_STEPS.map((step) => `${step} ${path}`);
  const inPod = ['main', 'init', 'wait', 'sidecar', 'pod containers', 'pod initContainers', 'pod volumes'];
  const gitVariables = ['push env GIT_*', 'push-look env GIT_*'];
  return [
    {
      name: 'push',
      pattern: 'push $',
      followers: [
        ...inPod,
        ...inSteps('$'),
        'pod serviceAccountName',
        'pod automountServiceAccountToken',
        'spec podFailurePolicy',
      ],
      isNameOnly: true,
      isWhole: true,
    },
    { name: 'push.branch', pattern: `push env ${VARIABLES.branch}`, followers: inSteps(`env ${VARIABLES.branch}`) },
    {
      name: 'push.gitSecret',
      pattern: 'push env GIT_SECRET',
      followers: [
        ...gitVariables,
        'push volumeMounts git-secret',
        'push-look volumeMounts git-secret',
        'pod volumes git-secret',
      ],
    },
    {
      name: 'push.url',
      pattern: `push env ${VARIABLES.repoUrl}`,
      followers: [...gitVariables, `push-look env ${VARIABLES.repoUrl}`],
    },
    { name: 'push.force', pattern: 'push env FORCE' },
    { name: 'push.allowDefault', pattern: 'push-look env ALLOW_DEFAULT' },
    { name: 'push.commit.nestedRepositories', pattern: 'push-commit env NESTED_REPOSITORIES' },
    { name: 'push.commit.message', pattern: 'push-commit env COMMIT_MESSAGE', isNameOnly: true },
    ...['name', 'email'].map((key) => ({
      name: `push.commit.author.${key}`,
      pattern: `push-commit env GIT_AUTHOR_${key.toUpperCase()}`,
      followers: [`push-commit env GIT_COMMITTER_${key.toUpperCase()}`],
    })),
    { name: 'gitImage', pattern: 'push image', followers: inSteps('image') },
    {
      name: 'gitResources',
      pattern: 'push resources',
      followers: [
        ...[...inSteps('resources'), ...inSteps('env MAX_BYTES'), 'push env MAX_BYTES'],
        'pod volumes push-* emptyDir sizeLimit',
      ],
    },
  ];
}

/** Formats a change of a Job as that of the field of the list that it comes from, as Markdown; `undefined` if there is none. */
export function formatListField({ path, from, to }: Difference): string | undefined {
  const short = shortPath(path);
  const field = findField(short);
  if (!field) return undefined;
  const listPath = [field.name, ...(field.isWhole ? [] : short.slice(field.pattern.split(' ').length))];
  const values = field.isNameOnly ? [undefined] : [from, to].map(formatValue);
  if (values.includes(undefined)) return formatFieldPath(listPath);
  return `${listPath.length === 1 ? field.name : formatFieldPath(listPath)} ${values.join(' -> ')}`;
}

/** Whether a field of a Job changes only because a field of the list does that another difference shows. */
export function followsListField({ path }: Difference, all: readonly Difference[]): boolean {
  const short = shortPath(path);
  if (findField(short)) return false;
  return FIELDS.some(
    ({ pattern, followers = [] }) =>
      followers.some((follower) => matches(short, follower)) &&
      all.some((other) => matches(shortPath(other.path), pattern)),
  );
}

function findField(short: FieldPath): ListField | undefined {
  return FIELDS.find(({ pattern, ownKeys }) => {
    const key = short[pattern.split(' ').length];
    return matches(short, pattern) && !(key !== undefined && ownKeys?.has(key));
  });
}

/**
 * Whether a path starts with the keys of a pattern, which are separated by spaces. `$` matches the end of the path, and
 * `*` at the end of a key any characters.
 */
function matches(short: FieldPath, pattern: string): boolean {
  return pattern.split(' ').every((key, index) => {
    const actual = short[index];
    if (key === '$') return actual === undefined;
    return key.endsWith('*') ? actual?.startsWith(key.slice(0, -1)) : actual === key;
  });
}

/** Shortens a path: `main image` for a field of the main container, `pod volumes` and `podMetadata labels` for the pod's. */
function shortPath(path: FieldPath): FieldPath {
  const [spec, template, top, ...rest] = path;
  if (spec !== 'spec' || template !== 'template') return path;
  if (top === 'metadata') return ['podMetadata', ...rest];
  const container = CONTAINER_PATHS.get(rest.slice(0, 2).join(' '));
  if (container === undefined) {
    const [list, name] = rest;
    return list === 'initContainers' && name !== undefined ? ['sidecar', ...rest.slice(2)] : ['pod', ...rest];
  }
  const inContainer = rest.slice(2);
  // The name of a variable is enough: below it is its value, or where the value comes from.
  return [container, ...(inContainer[0] === 'env' ? inContainer.slice(0, 2) : inContainer)];
}

/** Formats a value of the list as Markdown; `undefined` if it is too long or structured. */
function formatValue(value: unknown): string | undefined {
  if (value === undefined) return 'none';
  // A variable that is added or removed.
  const scalar = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  if (typeof scalar === 'number' || typeof scalar === 'boolean') return String(scalar);
  if (typeof scalar !== 'string' || scalar.length > MAX_VALUE_LENGTH) return undefined;
  return /^\d+$/.test(scalar) ? scalar : formatCode(scalar.replaceAll('$$', '$'));
}
