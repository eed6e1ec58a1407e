import { formatValue } from './format-value';
import type { PathProblem } from './path-problem';

/** A task, and the root task of its chain if that is known. */
export interface ChainMember {
  readonly taskId?: string;
  readonly rootTaskId?: string;
}

/**
 * Finds inputs that a child task cannot have: a task that is an input twice, its parent, and tasks of other chains.
 * Paths start at the inputs.
 *
 * @param inputs `undefined` for an input that has another problem.
 */
export function checkInputs(inputs: readonly (ChainMember | undefined)[], parent: ChainMember): PathProblem[] {
  const seen = new Set<string>();
  return inputs.flatMap((input, index) => {
    if (input?.taskId === undefined) return [];
    const message = seen.has(input.taskId) ? 'is an input twice; remove one of the two' : checkInput(input, parent);
    seen.add(input.taskId);
    return message === undefined ? [] : [{ path: [index], message: `${formatValue(input.taskId)} ${message}` }];
  });
}

function checkInput(input: ChainMember, { taskId, rootTaskId }: ChainMember): string | undefined {
  if (input.taskId === taskId) return 'is the parent of this task, which starts from a copy of its tree; remove it';
  if (input.rootTaskId === undefined || rootTaskId === undefined || input.rootTaskId === rootTaskId) return undefined;
  const [other, own] = [input.rootTaskId, rootTaskId].map(formatValue);
  return `is in the chain of ${other}; use tasks of the chain of ${own}, which share a claim and start in order`;
}
