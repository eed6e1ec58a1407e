import { styleText } from 'node:util';
import { count } from '../output/count';
import type { Problem } from '../task-list';

type Style = 'red' | 'yellow' | 'bold';

/** Prints problems to stderr, then how many there are. Returns the exit code: 1 if one of them is an error, else 0. */
export function printProblems(problems: readonly Problem[]): number {
  const color = process.stderr.isTTY && process.stderr.hasColors();
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const errorCount = problems.filter(({ severity }) => severity === 'error').length;
  const warningCount = problems.length - errorCount;

  const lines = problems.map((problem) => {
    const label = problem.severity === 'warning' ? `${paint('yellow', 'warning:')} ` : '';
    return `${paint('bold', `${place(problem)}:`)} ${label}${description(problem)}`;
  });
  const counts = [
    ...(errorCount > 0 ? [paint('red', count(errorCount, 'error'))] : []),
    ...(warningCount > 0 ? [paint('yellow', count(warningCount, 'warning'))] : []),
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
