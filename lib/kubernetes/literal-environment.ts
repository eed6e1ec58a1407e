import type { k8s } from './k8s';
import { VARIABLES } from './names';

/** Lets git work in trees that a storage driver has given to another user. */
export const SAFE_DIRECTORY = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

/**
 * Lets git work in a tree that was copied. A copied index records the inodes and the change times of the files of the
 * parent's tree. With these settings git does not compare them, so that it does not report every file as changed.
 */
export const COPIED_TREE = {
  ...SAFE_DIRECTORY,
  GIT_CONFIG_COUNT: '3',
  GIT_CONFIG_KEY_1: 'core.trustctime',
  GIT_CONFIG_VALUE_1: 'false',
  GIT_CONFIG_KEY_2: 'core.checkStat',
  GIT_CONFIG_VALUE_2: 'minimal',
};

/** Variables that this project sets in the main container. `HOME` is not one of them: a task may set its own. */
export const OWN_VARIABLES: ReadonlySet<string> = new Set([
  VARIABLES.taskId,
  VARIABLES.parentTaskId,
  VARIABLES.repoUrl,
  ...Object.keys(COPIED_TREE),
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
