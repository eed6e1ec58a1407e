import { formatProblem } from '../../lib/cli/print-problems';
import { parseTaskList } from '../../lib/task-list';

/** Returns what `check` prints for a list, line by line. */
export function report(list: unknown): string[] {
  return reportText(JSON.stringify(list, null, 2));
}

/** Returns what `check` prints for the text of a list, line by line. */
export function reportText(text: string): string[] {
  return parseTaskList(text, 'tasks.json').problems.map((problem) => formatProblem(problem));
}
