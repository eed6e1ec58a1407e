import type { k8s } from './k8s';

/** Lets git work in trees that a storage driver has given to another user. */
export const SAFE_DIRECTORY = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

/**
 * Returns variables whose values the container sees exactly as given here: Kubernetes would turn `$$` into `$` and expand
 * `$(NAME)`.
 */
export function literalEnvironment(values: Readonly<Record<string, string | undefined>>): k8s.EnvVar[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: value.replaceAll('$', '$$$$') }],
  );
}
