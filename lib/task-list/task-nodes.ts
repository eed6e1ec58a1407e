import type { Entries, Entry } from './entries';
import { kindOf, withDefaults, type Kind } from './schema/task-kinds';
import type { PathProblem } from '../validation/path-problem';
import { didYouMean, Nearest } from './nearest';
import type { TaskFields } from './schema/schema';
import { formatValue } from '../validation/format-value';

/** A task and its place in the forest of tasks. */
export interface TaskNode {
  readonly entry: Entry<TaskFields>;
  readonly kind: Kind;
  /** With defaults. */
  readonly task: Partial<TaskFields>;
  readonly children: TaskNode[];
  parent?: TaskNode;
  /** None where a mistake cuts it off. */
  root?: TaskNode;
  /** How many ancestors it has. */
  depth: number;
}

/** Ties tasks to their parents. */
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
        message: `${formatValue(id)} is there twice`,
        seeAlso: [...first.entry.path, 'taskId'],
      });
    }
  }
  return { nodes, problems: [...problems, ...linkParents(nodes, byId), ...linkRoots(nodes)] };
}

function linkParents(nodes: readonly TaskNode[], byId: ReadonlyMap<string, TaskNode>): PathProblem[] {
  const problems: PathProblem[] = [];
  let nearest: Nearest | undefined;
  for (const node of nodes) {
    const id = node.entry.fields.parentTaskId;
    if (id === undefined) continue;
    const path = [...node.entry.path, 'parentTaskId'];
    const parent = byId.get(id);
    if (!parent) {
      nearest ??= new Nearest(byId.keys());
      const meant = nearest.of(id);
      problems.push({
        path,
        message: `${formatValue(id)} is no task of the list${didYouMean(meant && formatValue(meant))}`,
      });
    } else if (id === node.entry.fields.taskId) {
      problems.push({ path, message: `${formatValue(id)} is the task itself` });
    } else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  return problems;
}

/** Gives each task its root, and finds cycles: what no root leads to, and no mistake cuts off. */
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
    const way: TaskNode[] = [];
    let node: TaskNode | undefined = start;
    for (; node && !node.root && !seen.has(node); node = node.parent) {
      seen.add(node);
      way.push(node);
    }
    const from = node ? way.indexOf(node) : -1;
    if (from >= 0) problems.push(cycle(way.slice(from)));
  }
  return problems;
}

function cycle(way: readonly TaskNode[]): PathProblem {
  const [first] = way as [TaskNode];
  const ids = [...way, first].map(({ entry }) => entry.fields.taskId ?? '');
  const shown = ids.length > 12 ? [...ids.slice(0, 5), `(${ids.length - 6} more)`, ...ids.slice(-1)] : ids;
  return { path: [...first.entry.path, 'parentTaskId'], message: `goes round in a cycle: ${shown.join(' -> ')}` };
}
