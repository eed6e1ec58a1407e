import type { Style } from '../../paint';
import type { TaskState, TaskStatus } from './list-status';

const TEXTS: Readonly<Record<TaskState, readonly [text: string, style: Style]>> = {
  notApplied: ['not applied', 'gray'],
  waiting: ['waiting', 'gray'],
  queued: ['queued', 'yellow'],
  pulling: ['pulling', 'cyan'],
  cloning: ['cloning', 'cyan'],
  copying: ['copying', 'cyan'],
  running: ['running', 'cyan'],
  retrying: ['retrying', 'yellow'],
  complete: ['complete', 'green'],
  failed: ['failed', 'red'],
  failedAllowed: ['failed (allowed)', 'yellow'],
  refused: ['refused', 'red'],
};

/** Returns the words for a state. */
export function textOfState(state: TaskState): string {
  return TEXTS[state][0];
}

/** Returns the words for the state of a task. */
export function describeState({ state, retry, backoffLimit, parentTaskId, waitsFor }: TaskStatus): string {
  const text = textOfState(state);
  if (retry !== undefined) return `${text} ${retry} of ${backoffLimit}`;
  if (waitsFor) return `${text} for its ${waitsFor.includes(parentTaskId ?? '') ? 'parent' : 'inputs'}`;
  return text;
}

/** Returns the style in which a state is printed. */
export function styleOfState(state: TaskState): Style {
  return TEXTS[state][1];
}
