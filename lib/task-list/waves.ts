import type { PathProblem } from '../validation/path-problem';
import { dependenciesOf } from './dependencies';
import type { TaskNode } from './task-nodes';

/** Longer cycles are shortened in the message. */
const MAX_CYCLE_LENGTH = 12;

/** Sets the wave of each task, and finds cycles of parents and inputs. */
export function setWaves(nodes: readonly TaskNode[]): PathProblem[] {
  const problems: PathProblem[] = [];
  const finished = new Set<TaskNode>();
  for (const start of nodes) {
    // Not recursive: a chain can be longer than the call stack. On this stack, each task needs the next one.
    const stack = finished.has(start) ? [] : [start];
    const remaining = new Map(stack.map((node) => [node, dependenciesOf(node)]));
    for (let node = stack.at(-1); node; node = stack.at(-1)) {
      const next = remaining.get(node)?.shift();
      if (!next) {
        finished.add(node);
        remaining.delete(node);
        stack.pop();
        node.wave = Math.max(-1, ...dependenciesOf(node).map(({ wave }) => wave)) + 1;
      } else if (remaining.has(next)) problems.push(cycleProblem(stack.slice(stack.indexOf(next))));
      else if (!finished.has(next)) {
        stack.push(next);
        remaining.set(next, dependenciesOf(next));
      }
    }
  }
  return problems;
}

/** Describes a cycle of tasks, each of which needs the next one, at one of its inputs, or at a parent if it has no inputs. */
function cycleProblem(cycle: readonly TaskNode[]): PathProblem {
  const start = cycle.findIndex(({ parent }, index) => parent !== cycle[(index + 1) % cycle.length]);
  const nodes = start < 0 ? cycle : [...cycle.slice(start), ...cycle.slice(0, start)];
  const ids = [...nodes, nodes[0]!].map(({ entry }) => entry.fields.taskId ?? '');
  const shown =
    ids.length > MAX_CYCLE_LENGTH ? [...ids.slice(0, 5), `(${ids.length - 6} more)`, ...ids.slice(-1)] : ids;
  const message = `is part of a cycle: ${shown.join(' -> ')}`;
  const { path, fields } = nodes[0]!.entry;
  return start < 0
    ? { path: [...path, 'parentTaskId'], message: `${message}; start the chain with a task without parentTaskId` }
    : { path: [...path, 'inputs', fields.inputs!.indexOf(ids[1]!)], message: `${message}; remove this input` };
}
