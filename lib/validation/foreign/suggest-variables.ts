import { HIDDEN } from '../format-suggestion';
import { readPairs } from './pairs';
import { findString, hasFields, type Suggest, type Suggestion } from './suggestion';

const OTHER_SOURCE: Suggestion = {
  advice: 'a variable is text or a key of a Secret: write the text itself, as a string in double quotes',
};

/** Suggests `env` instead of a list of variables. It shows names only, not values. */
export const suggestVariables: Suggest = (value) => {
  const pairs = readPairs(value);
  return pairs && { value: Object.fromEntries(pairs.map(([name, one]) => [name, toSecretKey(one) ?? HIDDEN])) };
};

/** Suggests the value of a variable instead of one of another type, or of Kubernetes' `valueFrom`. */
export const suggestVariable: Suggest = (value) => {
  if (!hasFields(value)) return undefined;
  const secretKey = toSecretKey(value);
  if (secretKey) return { value: secretKey };
  return ['value', 'valueFrom', 'configMapKeyRef', 'fieldRef', 'resourceFieldRef'].some((name) => name in value)
    ? OTHER_SOURCE
    : undefined;
};

/** Returns a reference to a key of a Secret, in this project's form. */
function toSecretKey(value: unknown): { secret: string; key: string } | undefined {
  if (!hasFields(value) || ('secret' in value && 'key' in value)) return undefined;
  if (hasFields(value.valueFrom)) return toSecretKey(value.valueFrom);
  const reference = value.secretKeyRef ?? value.secretRef ?? value;
  const secret = findString(reference, ['secret', 'secretName', ...(reference === value ? [] : ['name'])]);
  const key = findString(reference, ['key', 'secretKey']);
  if (secret !== undefined && key !== undefined) return { secret, key };
  return isNameAndKey(value) ? { secret: value.name, key: value.key } : undefined;
}

function isNameAndKey(value: object): value is { name: string; key: string } {
  return (
    Object.keys(value).sort().join() === 'key,name' && Object.values(value).every((one) => typeof one === 'string')
  );
}
