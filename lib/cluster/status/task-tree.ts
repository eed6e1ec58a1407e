import type { TaskStatus } from './list-status';

/** A task in the drawing of its chain. */
export interface TreeNode {
  readonly task: TaskStatus;
  /** The lines from its parent, before its ID. */
  readonly branch: string;
  /** The lines to its children and siblings, before the further lines about it. */
  readonly guide: string;
}

/** Lines of deeper tasks lose their beginning. */
const MAX_INDENT = 60;

/** Returns the tasks of a chain in the order of a drawing: each one after its parent, the children sorted by ID. */
export function drawTree(tasks: readonly TaskStatus[]): TreeNode[] {
  const ids = new Set(tasks.map(({ taskId }) => taskId));
  const children = new Map<string | undefined, TaskStatus[]>();
  for (const task of tasks) {
    const parent = ids.has(task.parentTaskId ?? '') ? task.parentTaskId : undefined;
    children.set(parent, [...(children.get(parent) ?? []), task]);
  }
  const nodes: TreeNode[] = [];
  // Not recursive: a chain can be longer than the call stack.
  const stack = nodesOf(children.get(undefined), '');
  for (let node = stack.pop(); node; node = stack.pop()) {
    nodes.push({ ...node, guide: children.has(node.task.taskId) ? `${node.guide}│ ` : `${node.guide}  ` });
    stack.push(...nodesOf(children.get(node.task.taskId), node.guide, true));
  }
  return nodes;
}

/** Returns the nodes of siblings, the last one first. */
function nodesOf(siblings: readonly TaskStatus[] = [], indent: string, isChild = false): TreeNode[] {
  return siblings
    .toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1))
    .map((task, index) => {
      const isLast = index === siblings.length - 1;
      if (!isChild) return { task, branch: '', guide: '' };
      const visible = indent.slice(-MAX_INDENT);
      return { task, branch: visible + (isLast ? '└─ ' : '├─ '), guide: visible + (isLast ? '   ' : '│  ') };
    })
    .reverse();
}
