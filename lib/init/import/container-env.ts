import type { EnvValue } from '../../constructs/options/env-options';
import type { EnvFromSource } from '../../validation/env-sources';
import type { FieldReader } from './field-reader';
import { isSecret } from './find-secrets';
import { textOf } from './text-of';

/**
 * Returns the variables of a container that a task can have, and reports the others.
 *
 * @param remedy What to do with a secret, which is never copied.
 */
export function readEnv(container: FieldReader, remedy: string): Record<string, EnvValue> {
  const env: Record<string, EnvValue> = {};
  for (const variable of container.objects('env')) {
    const name = textOf(variable.value('name'));
    const value = readValue(variable);
    if (typeof value === 'string' && isSecret(name, value)) {
      variable.report('value', `looks like a secret, so it was not copied; ${remedy}`);
    } else if (value !== undefined) env[name] = value;
  }
  return env;
}

function readValue(variable: FieldReader): EnvValue | undefined {
  const from = variable.object('valueFrom');
  const source = readKey(from, 'secretKeyRef') ?? readKey(from, 'configMapKeyRef') ?? readPodField(from);
  if (source) return source;
  if (from.value('fileKeyRef') !== undefined) {
    from.report('fileKeyRef', 'a variable of a task cannot have its value from a file');
    return undefined;
  }
  // A variable without a value is empty.
  return textOf(variable.value('value') ?? '');
}

/** Returns a key of a Secret or a ConfigMap. */
function readKey(from: FieldReader, field: 'secretKeyRef' | 'configMapKeyRef'): EnvValue | undefined {
  const reference = from.object(field);
  const [name, key] = [reference.text('name'), reference.text('key')];
  const [kind, property] =
    field === 'secretKeyRef' ? (['Secret', 'secret'] as const) : (['ConfigMap', 'configMap'] as const);
  if (reference.value('optional') === true)
    reference.report('optional', `the pod of a task does not start without the ${kind}`);
  return name !== undefined && key !== undefined ? ({ [property]: name, key } as unknown as EnvValue) : undefined;
}

/** Returns a field of the pod, or a request or a limit. The rules of lists decide whether a task can have it. */
function readPodField(from: FieldReader): EnvValue | undefined {
  const field = from.object('fieldRef').text('fieldPath');
  if (field !== undefined) return { field };
  const reference = from.object('resourceFieldRef');
  const resource = reference.text('resource');
  const divisor = reference.ignore('containerName').text('divisor');
  if (resource === undefined) return undefined;
  // Kubernetes writes 0 if there is no divisor.
  return { resource, ...(divisor !== undefined && divisor !== '0' && { divisor }) } as EnvValue;
}

/** Returns the Secrets and ConfigMaps whose keys are variables of a container. */
export function readEnvFrom(container: FieldReader): EnvFromSource[] {
  return container.objects('envFrom').flatMap((source) => {
    const prefix = source.text('prefix');
    const [secret, configMap] = [source.object('secretRef'), source.object('configMapRef')];
    const name = secret.text('name');
    const other = configMap.text('name');
    const optional = secret.value('optional') === true || configMap.value('optional') === true;
    if (name === undefined && other === undefined) return [];
    return [
      {
        ...(name === undefined ? { configMap: other } : { secret: name }),
        ...(prefix !== undefined && prefix !== '' && { prefix }),
        ...(optional && { optional }),
      },
    ];
  });
}
