import { closestName, didYouMean } from '../validation/closest-name';
import { duplicateTask } from '../validation/duplicate-task';
import { formatValue } from '../validation/format-value';
import type { PathProblem } from '../validation/path-problem';
import type { Entries, Entry } from './entries';
import type { TaskFields } from './schema/schema';
import { kindOf, withDefaults, type Kind } from './schema/fields-of-kind';

/** A task and its place in the forest of tasks. */
export interface TaskNode {
  readonly entry: Entry<TaskFields>;
  readonly kind: Kind;
  /** The task's fields, with the list's defaults. */
  readonly task: Partial<TaskFields>;
  readonly children: TaskNode[];
  parent?: TaskNode;
  /** `undefined` if the task is cut off from its root by an error. */
  root?: TaskNode;
  /** Number of ancestors. */
  depth: number;
}

/** Comparing an ID with all others takes long in a large list: only this many unknown parents get a suggestion. */
const MAX_SUGGESTION_COUNT = 100;
/** Longer cycles are shortened in the message. */
const MAX_CYCLE_LENGTH = 12;

/** Links each task to its parent, its children and its root. */
export function linkTasks({ tasks, defaults }: Entries): { nodes: TaskNode[]; problems: PathProblem[] } {
  const nodes = tasks.map((entry): TaskNode => {
    const kind = kindOf(entry);
    return { entry, kind, task: withDefaults(entry, kind, defaults.fields), children: [], depth: 0 };
  });
  const problems: PathProblem[] = [];
  const byId = new Map<string, TaskNode>();
  for (const node of nodes) {
    const id = node.entry.fields.taskId;
    if (id === undefined) continue;
    const first = byId.get(id);
    if (!first) byId.set(id, node);
    else {
      problems.push({
        path: [...node.entry.path, 'taskId'],
        message: duplicateTask(id),
        seeAlso: [...first.entry.path, 'taskId'],
      });
    }
  }
  return { nodes, problems: [...problems, ...linkParents(nodes, byId), ...linkRoots(nodes)] };
}

function linkParents(nodes: readonly TaskNode[], byId: ReadonlyMap<string, TaskNode>): PathProblem[] {
  const problems: PathProblem[] = [];
  for (const node of nodes) {
    const id = node.entry.fields.parentTaskId;
    if (id === undefined) continue;
    const path = [...node.entry.path, 'parentTaskId'];
    const parent = byId.get(id);
    if (!parent) {
      const suggestion = problems.length < MAX_SUGGESTION_COUNT ? closestName(id, byId.keys()) : undefined;
      const remedy = didYouMean(suggestion, 'correct the ID or add the task');
      problems.push({ path, message: `${formatValue(id)} is not a task in this list${remedy}` });
    } else if (id === node.entry.fields.taskId) {
      problems.push({ path, message: `${formatValue(id)} is the task itself; use the ID of another task` });
    } else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  return problems;
}

/** Sets the root of each task, and finds cycles: tasks that have no root although all their ancestors exist. */
function linkRoots(nodes: readonly TaskNode[]): PathProblem[] {
  for (const root of nodes.filter(({ kind }) => kind !== 'child')) {
    const reached = [root];
    for (const node of reached) {
      node.root = root;
      node.depth = node.parent ? node.parent.depth + 1 : 0;
      for (const child of node.children) reached.push(child);
    }
  }

  const problems: PathProblem[] = [];
  const seen = new Set<TaskNode>();
  for (const start of nodes) {
    const ancestors: TaskNode[] = [];
    let node: TaskNode | undefined = start;
    for (; node && !node.root && !seen.has(node); node = node.parent) {
      seen.add(node);
      ancestors.push(node);
    }
    const cycleStart = node ? ancestors.indexOf(node) : -1;
    if (cycleStart >= 0) problems.push(cycleProblem(ancestors.slice(cycleStart)));
  }
  return problems;
}

function cycleProblem(cycle: readonly TaskNode[]): PathProblem {
  const [first] = cycle as [TaskNode];
  const ids = [...cycle, first].map(({ entry }) => entry.fields.taskId ?? '');
  const shown =
    ids.length > MAX_CYCLE_LENGTH ? [...ids.slice(0, 5), `(${ids.length - 6} more)`, ...ids.slice(-1)] : ids;
  const message = `is part of a cycle: ${shown.join(' -> ')}; start the chain with a task without parentTaskId`;
  return { path: [...first.entry.path, 'parentTaskId'], message };
}
