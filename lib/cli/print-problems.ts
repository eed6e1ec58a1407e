import { count } from '../output/count';
import type { Problem } from '../task-list';

const RED = 31;
const YELLOW = 33;
const BOLD = 1;

/** Prints problems to stderr, then how many there are. Returns the exit code: 1 if one of them is an error, else 0. */
export function printProblems(problems: readonly Problem[]): number {
  const color = process.stderr.isTTY && process.stderr.hasColors();
  const paint = (code: number, text: string): string => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
  const errorCount = problems.filter(({ severity }) => severity === 'error').length;
  const warningCount = problems.length - errorCount;

  const lines = problems.map((problem) => {
    const label = problem.severity === 'warning' ? `${paint(YELLOW, 'warning:')} ` : '';
    return `${paint(BOLD, `${place(problem)}:`)} ${label}${description(problem)}`;
  });
  const counts = [
    ...(errorCount > 0 ? [paint(RED, count(errorCount, 'error'))] : []),
    ...(warningCount > 0 ? [paint(YELLOW, count(warningCount, 'warning'))] : []),
  ];
  if (lines.length > 0) process.stderr.write(`${[...lines, counts.join(', ')].join('\n')}\n`);
  return errorCount > 0 ? 1 : 0;
}

function place({ file, line, column }: Problem): string {
  return line === undefined ? file : `${file}:${line}:${column}`;
}

function description({ path, message }: Problem): string {
  return path ? `${path}: ${message}` : message;
}
