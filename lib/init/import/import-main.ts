import { DEFAULTS } from '../../constructs/defaults';
import { compareQuantities } from '../../validation/quantity';
import { parseImage } from '../../validation/image';
import type { TaskEntry } from '../list-text';
import { readEnv, readEnvFrom } from './container-env';
import type { FieldReader } from './field-reader';
import { containsSecret } from './find-secrets';
import { textOf } from './text-of';

/** Returns the fields of a task for its container, except those that depend on volumes and users. */
export function importMain(main: FieldReader): TaskEntry {
  const env = readEnv(main, 'set the variable to a key of a Secret');
  const envFrom = readEnvFrom(main);
  const [command, args] = [readWords(main, 'command'), readWords(main, 'args')];
  const isReadOnly = main.object('securityContext').value('readOnlyRootFilesystem') === true;
  return {
    image: main.value('image'),
    ...importPullPolicy(main),
    ...(command && { command }),
    ...(args && { args }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(envFrom.length > 0 && { envFrom }),
    ...importResources(main, 'resources', DEFAULTS.resources),
    ...(!isReadOnly && { readOnlyRootFilesystem: false }),
  };
}

/** Kubernetes writes the policy that it chooses by the tag of the image. That one is left out. */
function importPullPolicy(main: FieldReader): TaskEntry {
  const policy = main.text('imagePullPolicy');
  const { tag = 'latest', digest } = parseImage(main.text('image') ?? '');
  const byTag = tag === 'latest' && digest === undefined ? 'Always' : 'IfNotPresent';
  return policy === undefined || policy === byTag ? {} : { imagePullPolicy: policy };
}

function readWords(main: FieldReader, name: 'command' | 'args'): string[] | undefined {
  if (!Array.isArray(main.value(name))) return undefined;
  const words = main.texts(name);
  if (!words.some(containsSecret)) return words;
  main.report(name, 'has a secret in it, so it was not copied; put the secret into a variable with a key of a Secret');
  return undefined;
}

type Amounts = Record<string, string>;
type ResourceDefaults = typeof DEFAULTS.resources | typeof DEFAULTS.gitResources;

/** Returns requests and limits as a field of a task, and reports the default limits that apply. */
export function importResources(
  container: FieldReader,
  field: 'resources' | 'gitResources',
  defaults: ResourceDefaults,
): TaskEntry {
  const resources = container.object('resources');
  const requests = readAmounts(resources, 'requests');
  const limits = readAmounts(resources, 'limits');
  for (const name of ['cpu', 'memory'] as const) {
    if (limits[name] !== undefined) continue;
    const request = requests[name] ?? '0';
    // The default limit must not be less than the request.
    if (compareQuantities(request, defaults.limits[name]) > 0) limits[name] = request;
    if (field === 'resources') {
      resources.report(
        `limits.${name}`,
        `is not set; the limit of the task is ${limits[name] ?? defaults.limits[name]}`,
      );
    }
  }
  const given = { ...(hasKeys(requests) && { requests }), ...(hasKeys(limits) && { limits }) };
  return hasKeys(given) ? { [field]: given } : {};
}

function readAmounts(resources: FieldReader, name: 'requests' | 'limits'): Amounts {
  const amounts = (resources.value(name) ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, textOf(amount)]));
}

function hasKeys(value: object): boolean {
  return Object.keys(value).length > 0;
}
