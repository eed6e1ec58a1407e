import { HIDDEN } from '../format-suggestion';
import { readPairs } from './pairs';
import { isObject, type Fields } from '../is-object';
import { findString, type Suggest, type Suggestion } from './suggestion';

const OTHER_SOURCE: Suggestion = {
  advice:
    'a variable is text, or a key of a Secret or a ConfigMap: write the text itself, as a string in double quotes',
};

/** Suggests `env` instead of a list of variables. It shows names only, not values. */
export const suggestVariables: Suggest = (value) => {
  const pairs = readPairs(value);
  return pairs && { value: Object.fromEntries(pairs.map(([name, one]) => [name, toSource(one) ?? HIDDEN])) };
};

/** Suggests the value of a variable instead of one of another type, or of Kubernetes' `valueFrom`. */
export const suggestVariable: Suggest = (value) => {
  if (!isObject(value)) return undefined;
  const source = toSource(value);
  if (source) return { value: source };
  return ['value', 'valueFrom'].some((name) => name in value) ? OTHER_SOURCE : undefined;
};

const SOURCES_OF_VARIABLES: Suggestion = {
  advice: 'write [{ "secret": "NAME" }] or [{ "configMap": "NAME" }], or set "env" for single variables',
};

/** Suggests `envFrom` instead of names or variables. */
export const suggestEnvFrom: Suggest = (value) => {
  const source = toEnvFromSource(value);
  return source ? { value: [source] } : SOURCES_OF_VARIABLES;
};

/** Suggests a Secret or a ConfigMap instead of Kubernetes' `secretRef` and `configMapRef`. */
export const suggestEnvFromSource: Suggest = (value) => {
  const source = toEnvFromSource(value);
  if (source) return { value: source };
  return isObject(value) ? undefined : { advice: 'write { "secret": "NAME" } or { "configMap": "NAME" }' };
};

function toEnvFromSource(value: unknown): object | undefined {
  if (!isObject(value)) return undefined;
  const { prefix, secretRef, configMapRef } = value;
  const [secret, configMap] = [findString(secretRef, ['name']), findString(configMapRef, ['name'])];
  if ((secret === undefined) === (configMap === undefined)) return undefined;
  const { optional } = (secretRef ?? configMapRef) as Fields;
  return {
    ...(secret === undefined ? { configMap } : { secret }),
    ...(prefix !== undefined && { prefix }),
    ...(optional !== undefined && { optional }),
  };
}

/** Returns where the value of a variable comes from, in this project's form. */
function toSource(value: unknown): object | undefined {
  if (!isObject(value)) return undefined;
  if (isObject(value.valueFrom)) return toSource(value.valueFrom);
  return toSecretKey(value) ?? toConfigMapKey(value) ?? toPodField(value);
}

/** Returns a reference to a key of a Secret. */
function toSecretKey(value: Fields): object | undefined {
  if ('secret' in value && 'key' in value) return undefined;
  const reference = value.secretKeyRef ?? value.secretRef ?? value;
  const secret = findString(reference, ['secret', 'secretName', ...(reference === value ? [] : ['name'])]);
  const key = findString(reference, ['key', 'secretKey']);
  if (secret !== undefined && key !== undefined) return { secret, key };
  return isNameAndKey(value) ? { secret: value.name, key: value.key } : undefined;
}

/** Returns a reference to a key of a ConfigMap. */
function toConfigMapKey({ configMapKeyRef, configMapRef, ...value }: Fields): object | undefined {
  const reference = configMapKeyRef ?? configMapRef;
  const configMap = findString(reference, ['name']) ?? findString(value, ['configMapName']);
  const key = findString(reference ?? value, ['key']);
  return configMap !== undefined && key !== undefined ? { configMap, key } : undefined;
}

/** Returns a field of the pod, or a request or a limit. Kubernetes writes the divisor 0 if there is none. */
function toPodField({ fieldRef, resourceFieldRef }: Fields): object | undefined {
  const field = findString(fieldRef, ['fieldPath']);
  if (field !== undefined) return { field };
  const resource = findString(resourceFieldRef, ['resource']);
  const divisor = findString(resourceFieldRef, ['divisor']);
  return resource === undefined
    ? undefined
    : { resource, ...(divisor !== undefined && divisor !== '0' && { divisor }) };
}

function isNameAndKey(value: object): value is { name: string; key: string } {
  return (
    Object.keys(value).sort().join() === 'key,name' && Object.values(value).every((one) => typeof one === 'string')
  );
}
