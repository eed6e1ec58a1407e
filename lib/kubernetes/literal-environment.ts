import type { k8s } from './k8s';

/** Git works in trees that a storage driver has given to another user. */
export const SAFE_DIRECTORY = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

/** Variables whose values arrive as written: Kubernetes turns `$$` into `$` and would expand `$(NAME)`. */
export function literalEnvironment(values: Readonly<Record<string, string | undefined>>): k8s.EnvVar[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: value.replaceAll('$', '$$$$') }],
  );
}
