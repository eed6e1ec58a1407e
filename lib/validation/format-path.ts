import { formatValue } from './format-value';
import type { Path } from './path-problem';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Returns a path as JavaScript writes it: `tasks[3].labels["example.com/team"]`. */
export function formatPath(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!IDENTIFIER.test(key)) return `[${formatValue(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}
