import { k8s } from '../kubernetes/k8s';
import { orderByReferences } from '../validation/env-references';
import type { EnvFromSource } from '../validation/env-sources';
import type { EnvValue } from './options/env-options';

/** Returns environment variables as Kubernetes expects them: each after those it refers to. */
export function toEnvVars(env: Readonly<Record<string, EnvValue>>): k8s.EnvVar[] {
  return orderByReferences(env).map((name) => envVar(name, env[name]!));
}

/** Returns the sources of environment variables as Kubernetes expects them. */
export function toEnvFrom(sources: readonly EnvFromSource[]): k8s.EnvFromSource[] | undefined {
  return sources.length === 0 ? undefined : sources.map(toEnvFromSource);
}

function envVar(name: string, value: EnvValue): k8s.EnvVar {
  return typeof value === 'string' ? { name, value } : { name, valueFrom: toEnvVarSource(value) };
}

function toEnvVarSource(value: Exclude<EnvValue, string>): k8s.EnvVarSource {
  if ('secret' in value) return { secretKeyRef: { name: value.secret, key: value.key } };
  if ('configMap' in value) return { configMapKeyRef: { name: value.configMap, key: value.key } };
  if ('field' in value) return { fieldRef: { fieldPath: value.field } };
  const { resource, divisor } = value;
  return { resourceFieldRef: { resource, divisor: divisor && k8s.Quantity.fromString(divisor) } };
}

function toEnvFromSource({ secret, configMap, prefix, optional }: EnvFromSource): k8s.EnvFromSource {
  return {
    prefix,
    secretRef: secret === undefined ? undefined : { name: secret, optional },
    configMapRef: configMap === undefined ? undefined : { name: configMap, optional },
  };
}
