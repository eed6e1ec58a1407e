import { HIDDEN } from '../format-suggestion';
import { formatValue } from '../format-value';
import type { Toleration } from '../toleration';
import { readPairs } from './pairs';
import { suggestQuantity, suggestResources, suggestSize } from './suggest-resources';
import { isObject } from '../is-object';
import { findString, toText, type Suggest } from './suggestion';
import { suggestEnvFrom, suggestEnvFromSource, suggestVariable, suggestVariables } from './suggest-variables';
import { suggestEmptyDir, suggestEphemeral, suggestVolume, suggestVolumes } from './suggest-volumes';

const SHELL_COMMAND = ['sh', '-c', HIDDEN];

const suggestCommand: Suggest = (value) => (typeof value === 'string' ? { value: SHELL_COMMAND } : undefined);

const suggestArguments: Suggest = (value) =>
  typeof value === 'string'
    ? {
        value: [HIDDEN],
        advice: `one string for each argument (a shell command is "command": ["sh", "-c", "${HIDDEN}"])`,
      }
    : undefined;

const suggestLabels: Suggest = (value) => {
  const pairs = readPairs(value);
  return pairs && { value: Object.fromEntries(pairs.map(([key, one]) => [key, toText(one)])) };
};

const suggestAnnotations: Suggest = (value) => {
  const pairs = readPairs(value);
  return pairs && { value: Object.fromEntries(pairs.map(([key]) => [key, HIDDEN])) };
};

/** Suggests an image reference instead of its parts, as Helm charts and GitLab CI write them. */
const suggestImage: Suggest = (value) => {
  const name = findString(value, ['name', 'repository', 'image']);
  if (name === undefined || !isObject(value)) return undefined;
  const { registry, tag, digest } = value;
  const path = typeof registry === 'string' ? `${registry}/${name}` : name;
  const suffixes = [typeof tag === 'string' && `:${tag}`, typeof digest === 'string' && `@${digest}`];
  return { value: [path, ...suffixes.filter(Boolean)].join('') };
};

const UNIT_SECONDS: Partial<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const AMOUNT = String.raw`(\d+)\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)`;
const DURATION = new RegExp(`^(?:\\s*${AMOUNT})+\\s*$`);

/** Suggests seconds instead of a duration such as `1h30m`. */
const suggestSeconds: Suggest = (value) => {
  if (typeof value !== 'string' || !DURATION.test(value)) return undefined;
  const parts = [...value.matchAll(new RegExp(AMOUNT, 'g'))];
  const seconds = parts.map(([, count, unit = '']) => Number(count) * (UNIT_SECONDS[unit.charAt(0)] ?? 0));
  return { value: seconds.reduce((sum, one) => sum + one, 0) };
};

const ACCESS_MODES: Partial<Record<string, string>> = {
  RWO: 'ReadWriteOnce',
  RWX: 'ReadWriteMany',
  RWOP: 'ReadWriteOncePod',
};

const suggestAccessMode: Suggest = (value) => {
  const [mode] = [value].flat();
  return typeof mode === 'string' ? { value: ACCESS_MODES[mode] ?? mode } : undefined;
};

/** Returns a capability without the prefix that Linux gives it. */
function toCapability(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase().replace(/^CAP_/, '') : value;
}

const suggestCapability: Suggest = (value) => ({ value: toCapability(value) });

/** Suggests an array instead of the capabilities of a Kubernetes container. */
const suggestCapabilities: Suggest = (value) =>
  isObject(value) && Array.isArray(value.add) ? { value: value.add.map(toCapability) } : undefined;

/** Suggests `backoffLimit` instead of a number of retries, also as GitLab CI and Argo Workflows write it. */
const suggestRetry: Suggest = (value) => {
  const count = isObject(value) ? (value.max ?? value.limit ?? value.attempts) : value;
  return Number.isInteger(count) || /^\d+$/.test(String(count))
    ? { advice: `for the number of retries, write "backoffLimit": ${Number(count)}` }
    : undefined;
};

/** Suggests `command` instead of a shell command in `run`, which GitHub Actions has. */
const suggestRun: Suggest = (value) =>
  typeof value === 'string' && !/^\d+$/.test(value)
    ? { advice: `increase it to run the task again (a shell command is "command": ["sh", "-c", "${HIDDEN}"])` }
    : undefined;

const suggestParent: Suggest = (value) =>
  Array.isArray(value) && value.length > 1
    ? { advice: 'a task has one parent: name it here, and the others in inputs' }
    : undefined;

/** Suggests an array instead of an object of tasks, or of one task. */
const suggestTasks: Suggest = (value) => {
  const id = findString(value, ['taskId']);
  if (id !== undefined) return { advice: formatTasks([id]) };
  const ids = isObject(value) && Object.values(value).every(isObject) ? Object.keys(value) : [];
  return { advice: ids.length > 0 ? formatTasks(ids) : 'write an array of tasks' };
};

/** Suggests an object instead of an array of repositories. */
const suggestRepositories: Suggest = (value) => {
  if (!Array.isArray(value)) return undefined;
  const names = value.map((repository) => findString(repository, ['name', 'repository']) ?? HIDDEN);
  const entries = names.map((name, index) => [name, { url: findString(value[index], ['url', 'repoUrl']) ?? HIDDEN }]);
  return { value: Object.fromEntries(entries) };
};

const suggestRef: Suggest = (value) => {
  const ref = findString(value, ['branch', 'tag', 'commit', 'revision']);
  return ref === undefined ? undefined : { value: ref };
};

/** Suggests `repoUrl` instead of a URL in `repository`. */
const suggestRepository: Suggest = (value) => {
  const url = typeof value === 'string' ? value : findString(value, ['url', 'repoUrl']);
  return url?.includes('://') ? { advice: `for a URL, write "repoUrl": ${formatValue(url)}` } : undefined;
};

/** Suggests a toleration instead of a taint as kubectl writes it: `dedicated=ci:NoSchedule`. */
const suggestToleration: Suggest = (taint) => {
  if (typeof taint !== 'string') return undefined;
  const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?(?::(\w+))?$/.exec(taint) ?? [];
  if (key === undefined) return undefined;
  const toleration: Toleration = {
    key,
    ...(value === undefined ? { operator: 'Exists' } : { value }),
    ...(effect !== undefined && { effect: effect as Toleration['effect'] }),
  };
  return { value: toleration };
};

/** Suggests an option of the resolver instead of a line of `/etc/resolv.conf`: `ndots:1`. */
const suggestDnsOption: Suggest = (option) => {
  if (typeof option !== 'string') return undefined;
  const [name, value] = option.split(':');
  return { value: { name, ...(value !== undefined && { value }) } };
};

/** Returns how to write tasks with these IDs. */
export function formatTasks([first, ...others]: readonly string[]): string {
  return `write [{ "taskId": ${formatValue(first)}, … }${others.length > 0 ? ', …' : ''}]`;
}

/** What to write in a field instead of what other tools write. */
export const SUGGEST_FIELD: Partial<Record<string, Suggest>> = {
  activeDeadlineSeconds: suggestSeconds,
  annotations: suggestAnnotations,
  args: suggestArguments,
  capabilities: suggestCapabilities,
  command: suggestCommand,
  emptyDir: suggestEmptyDir,
  env: suggestVariables,
  envFrom: suggestEnvFrom,
  ephemeral: suggestEphemeral,
  expirationSeconds: suggestSeconds,
  gitImage: suggestImage,
  gitResources: suggestResources,
  image: suggestImage,
  labels: suggestLabels,
  nodeSelector: suggestLabels,
  parentTaskId: suggestParent,
  pvcAccessMode: suggestAccessMode,
  pvcStorageSize: suggestSize,
  ref: suggestRef,
  repositories: suggestRepositories,
  repository: suggestRepository,
  resources: suggestResources,
  retry: suggestRetry,
  run: suggestRun,
  size: suggestSize,
  tasks: suggestTasks,
  terminationGracePeriodSeconds: suggestSeconds,
  tmpSize: suggestSize,
  tolerationSeconds: suggestSeconds,
  volumes: suggestVolumes,
};

/** What to write in an entry of an array or an object, by the field that contains it. */
export const SUGGEST_ENTRY: Partial<Record<string, (key: string) => Suggest>> = {
  capabilities: () => suggestCapability,
  env: () => suggestVariable,
  envFrom: () => suggestEnvFromSource,
  limits: suggestQuantity,
  options: () => suggestDnsOption,
  requests: suggestQuantity,
  tolerations: () => suggestToleration,
  volumes: () => suggestVolume,
};
