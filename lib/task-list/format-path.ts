import { showValue } from '../validation/format-value';
import type { Path } from './problem';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** `tasks[3].labels["example.com/team"]` */
export function showPath(path: Path): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!IDENTIFIER.test(key)) return `[${showValue(key)}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join('');
}
