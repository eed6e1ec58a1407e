import { count } from '../output/count';
import { paintFor, paintNothing } from '../paint';
import { formatPlace, type Problem } from '../task-list';

/** Prints problems to stderr, then how many there are. Returns the exit code: 1 if one of them is an error, else 0. */
export function printProblems(problems: readonly Problem[]): number {
  const paint = paintFor(process.stderr);
  const errorCount = problems.filter(({ severity }) => severity === 'error').length;
  const warningCount = problems.length - errorCount;

  const lines = problems.map((problem) => formatProblem(problem, paint));
  const counts = [
    ...(errorCount > 0 ? [paint('red', count(errorCount, 'error'))] : []),
    ...(warningCount > 0 ? [paint('yellow', count(warningCount, 'warning'))] : []),
  ];
  if (lines.length > 0) process.stderr.write(`${[...lines, counts.join(', ')].join('\n')}\n`);
  return errorCount > 0 ? 1 : 0;
}

/** Returns a problem as one line: file, line and column, path and ID of the task, message. */
export function formatProblem(
  { severity, file, line, column, path, taskId, message }: Problem,
  paint = paintNothing,
): string {
  const position = line === undefined ? file : `${file}:${line}:${column}`;
  const label = severity === 'warning' ? `${paint('yellow', 'warning:')} ` : '';
  const place = path ? `${formatPlace(path, taskId)}: ` : '';
  return `${paint('bold', `${position}:`)} ${label}${place}${message}`;
}
