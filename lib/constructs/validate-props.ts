import type { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { formatPath } from '../validation/format-path';
import { formatValue } from '../validation/format-value';
import type { Path, PathProblem } from '../validation/path-problem';
import { findProblems } from '../validation/schema/find-problems';
import { isValidated } from './validated-props';

type ConstructType = abstract new (...args: never) => Construct;

/**
 * Throws one error that lists all problems, one a line, each after the construct's path.
 *
 * @throws if there is a problem
 */
export function throwProblems(construct: Construct, problems: readonly PathProblem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message }) => (path.length > 0 ? `${formatPath(path)}: ${message}` : message));
  throw new Error(lines.map((line) => `${construct.node.path}: ${line}`).join('\n'));
}

/**
 * Validates props with a schema of the task list.
 *
 * @param checkRules Returns the problems of props that depend on each other. Some props may be invalid.
 * @throws if a prop is invalid or unknown
 */
export function validateProps<T extends object>(
  construct: Construct,
  schema: z.ZodMiniType,
  props: T,
  checkRules: () => readonly PathProblem[] = () => [],
): void {
  requireProps(construct, props);
  if (isValidated(props)) return;
  throwProblems(construct, [...findProblems(schema, withoutUndefined(props)), ...checkRules()]);
}

/**
 * Validates that a construct has props: code without types can pass anything.
 *
 * @throws if they are not an object
 */
export function requireProps(construct: Construct, props: unknown): void {
  if (typeof props === 'object' && props !== null) return;
  throwProblems(construct, [{ path: [], message: `the props must be an object, not ${formatValue(props)}` }]);
}

/**
 * Validates a prop that must be another construct of this package: code without types can pass anything.
 *
 * @throws if it is not an instance of `type`
 */
export function requireInstance(construct: Construct, path: Path, value: unknown, type: ConstructType): void {
  if (!(value instanceof type)) throwProblems(construct, [{ path, message: `must be a ${type.name}` }]);
}

/**
 * Validates an optional prop that must be an array of other constructs of this package.
 *
 * @throws if it is another value
 */
export function requireInstances(construct: Construct, name: string, values: unknown, type: ConstructType): void {
  if (values === undefined) return;
  if (!Array.isArray(values)) throwProblems(construct, [{ path: [name], message: `must be an array of ${type.name}` }]);
  else values.forEach((value, index) => requireInstance(construct, [name, index], value, type));
}

/** Returns an object without the properties that are `undefined`: to leave a prop out or to set it to that is the same. */
export function withoutUndefined(props: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}
