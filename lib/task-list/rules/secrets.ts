import type { Path, PathProblem } from '../../validation/path-problem';
import { findSecret } from '../../validation/tokens';
import { isObject } from '../../validation/is-object';

/**
 * Finds text that looks like a token, a key or a password in a URL, anywhere in a list, valid or not.
 *
 * It is a warning, since the text may be an example. The constructs have no warnings, and the values of their props are often
 * not written in the program, so this rule is for the list only.
 */
export function findSecrets(list: unknown): PathProblem[] {
  const problems: PathProblem[] = [];
  const path: (string | number)[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      const secret = findSecret(value);
      if (secret !== undefined) problems.push(explain(secret, [...path]));
    } else if (Array.isArray(value)) value.forEach(visitBelow);
    else if (isObject(value)) Object.keys(value).forEach((key) => visitBelow(value[key], key));
  };
  const visitBelow = (value: unknown, key: string | number): void => {
    path.push(key);
    visit(value);
    path.pop();
  };
  visit(list);
  return problems;
}

function explain(secret: string, path: Path): PathProblem {
  return { path, message: `the value contains ${secret}, which is readable in git; ${remedyAt(path)}` };
}

const REFERENCE = '{ "secret": "NAME", "key": "KEY" }';

function remedyAt(path: Path): string {
  if (path.includes('env')) return `revoke it, put a new one into a Secret, and write ${REFERENCE}`;
  return path.includes('command') || path.includes('args')
    ? `revoke it, put a new one into a Secret, write "env": { "TOKEN": ${REFERENCE} }, and use $(TOKEN) here`
    : 'revoke it, and remove it from the list';
}
