import type { PathProblem } from './path-problem';

/** Variables by name. Only text can refer to other variables. */
type Variables = Readonly<Record<string, unknown>>;

/** Returns the names in the `$(NAME)` of a value, as Kubernetes reads them: `$$` is a dollar. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return [...value.matchAll(/\$(?:\$|\(([^)]*)\))/g)].flatMap(([, name]) => name ?? []);
}

/** Returns the variables of `env` that a variable refers to. */
function referencesOf(name: string, env: Variables): string[] {
  return namesIn(env[name]).filter((other) => Object.hasOwn(env, other));
}

/**
 * Returns the names of variables so that each comes after those it refers to: Kubernetes expands `$(NAME)` only if that
 * variable comes before. Otherwise the order stays.
 */
export function orderByReferences(env: Variables): string[] {
  const ordered = new Set<string>();
  const open = new Set<string>();
  const add = (name: string): void => {
    if (ordered.has(name) || open.has(name)) return;
    open.add(name);
    referencesOf(name, env).forEach(add);
    ordered.add(name);
  };
  Object.keys(env).forEach(add);
  return [...ordered];
}

/** Finds variables whose `$(NAME)` Kubernetes cannot expand in any order: they refer to themselves, directly or through others. */
export function checkEnvReferences(env: Variables): PathProblem[] {
  const positions = new Map(orderByReferences(env).map((name, position) => [name, position]));
  return Object.keys(env).flatMap((name) =>
    referencesOf(name, env)
      .filter((other) => positions.get(other)! >= positions.get(name)!)
      .map((other) => ({
        path: ['env', name],
        message: `$(${other}) is not expanded, because ${other === name ? 'the variable refers to itself' : `${other} refers to ${name}`}; write $$(${other}) for this text`,
      })),
  );
}
