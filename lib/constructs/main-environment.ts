import type { k8s } from '../kubernetes/k8s';
import { COPIED_TREE, literalEnvironment, OWN_VARIABLES, SAFE_DIRECTORY } from '../kubernetes/literal-environment';
import { VARIABLES } from '../kubernetes/names';
import { toEnvFrom, toEnvVars } from './container-environment';
import type { MainOptions } from './options/main-options';

export interface MainEnvironmentProps extends Pick<MainOptions, 'env' | 'envFrom'> {
  readonly taskId: string;
  /** `undefined` for a root task. */
  readonly parentTaskId?: string;
  readonly repoUrl: string;
}

/** Returns the environment variables of `main`: this project's own, then those of the task. */
export function mainEnvironment({
  env = {},
  envFrom = [],
  ...task
}: MainEnvironmentProps): Pick<k8s.Container, 'env' | 'envFrom'> {
  const own = {
    [VARIABLES.taskId]: task.taskId,
    [VARIABLES.parentTaskId]: task.parentTaskId,
    [VARIABLES.repoUrl]: task.repoUrl,
    HOME: 'HOME' in env ? undefined : '/tmp',
    ...(task.parentTaskId === undefined ? SAFE_DIRECTORY : COPIED_TREE),
  };
  return {
    env: [...literalEnvironment(envFrom.length === 0 ? own : withUnsetVariables(own)), ...toEnvVars(env)],
    envFrom: toEnvFrom(envFrom),
  };
}

/**
 * Returns variables with all that this project sets in some task. Those that this task does not have are empty, so that no
 * key of a Secret or a ConfigMap can take their place: Kubernetes prefers variables that have a value of their own.
 */
function withUnsetVariables(own: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const names = [...new Set([...Object.keys(own), ...OWN_VARIABLES])];
  return Object.fromEntries(names.map((name) => [name, own[name] ?? (OWN_VARIABLES.has(name) ? '' : undefined)]));
}
