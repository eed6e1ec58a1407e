import type { k8s } from './k8s';
import { VARIABLES } from './names';

/** Lets git work in trees that a storage driver has given to another user. */
export const SAFE_DIRECTORY = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

/** Variables that this project sets in the main container. `HOME` is not one of them: a task may set its own. */
export const OWN_VARIABLES: ReadonlySet<string> = new Set([
  VARIABLES.taskId,
  VARIABLES.parentTaskId,
  VARIABLES.repoUrl,
  ...Object.keys(SAFE_DIRECTORY),
]);

/**
 * Returns variables whose values the container sees exactly as given here: Kubernetes would turn `$$` into `$` and expand
 * `$(NAME)`.
 */
export function literalEnvironment(values: Readonly<Record<string, string | undefined>>): k8s.EnvVar[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: value.replaceAll('$', '$$$$') }],
  );
}
