import { count } from '../output/count';
import type { Mistake } from '../task-list/problem';

const RED = 31;
const YELLOW = 33;
const BOLD = 1;

/** What was found in a list. */
export interface Problems {
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly Mistake[];
}

/** Tells of mistakes and warnings on stderr, then how many there are. Returns the exit code: 1 where there are mistakes. */
export function printProblems({ mistakes, warnings }: Problems): number {
  const color = process.stderr.isTTY && process.stderr.hasColors();
  const paint = (code: number, text: string): string => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const lines = [
    ...mistakes.map((mistake) => `${paint(BOLD, `${placeOf(mistake)}:`)} ${textOf(mistake)}`),
    ...warnings.map(
      (warning) => `${paint(BOLD, `${placeOf(warning)}:`)} ${paint(YELLOW, 'warning:')} ${textOf(warning)}`,
    ),
  ];
  const counts = [
    ...(mistakes.length > 0 ? [paint(RED, count(mistakes.length, 'mistake'))] : []),
    ...(warnings.length > 0 ? [paint(YELLOW, count(warnings.length, 'warning'))] : []),
  ];
  if (lines.length > 0) process.stderr.write(`${[...lines, counts.join(', ')].join('\n')}\n`);
  return mistakes.length > 0 ? 1 : 0;
}

function placeOf({ file, line, column }: Mistake): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function textOf({ path, text }: Mistake): string {
  return path ? `${path}: ${text}` : text;
}
