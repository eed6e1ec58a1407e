import { checkEnvReferences } from '../../validation/env-references';
import { problemsAt, type PathProblem } from '../../validation/path-problem';
import type { Entries } from '../entries';
import type { TaskNode } from '../task-nodes';

/** Finds variables, a task's own or defaults, whose `$(NAME)` cannot be expanded. A default is reported once. */
export function checkEnv({ defaults }: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const ofDefaults = checkEnvReferences(defaults.fields.env ?? {});
  const known = new Set(ofDefaults.map(({ message }) => message));
  const ofTasks = nodes.flatMap(({ entry, task }) =>
    checkEnvReferences(task.env ?? {})
      .filter(({ message }) => !known.has(message))
      .map((problem) => ({ ...problem, path: [...entry.path, ...positionOf(problem, entry.fields.env)] })),
  );
  return [...problemsAt(defaults.path, ofDefaults), ...ofTasks];
}

/** The variable, or `env` of the task if the variable is a default that refers to one of the task's. */
function positionOf({ path: [field, name] }: PathProblem, env: object = {}): PathProblem['path'] {
  return Object.hasOwn(env, name!) ? [field!, name!] : [field!];
}
