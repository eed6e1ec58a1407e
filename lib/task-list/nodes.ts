import type { Entries, Entry } from './entries';
import { kindOf, withDefaults, type Kind } from './schema/task-kinds';
import type { Finding } from './problem';
import { didYouMean, Nearest } from './nearest';
import type { TaskFields } from './schema/schema';
import { showValue } from '../validation/format-value';

/** A task and its place in the forest of tasks. */
export interface Node {
  readonly entry: Entry<TaskFields>;
  readonly kind: Kind;
  /** With defaults. */
  readonly task: Partial<TaskFields>;
  readonly children: Node[];
  parent?: Node;
  /** None where a mistake cuts it off. */
  root?: Node;
  /** How many ancestors it has. */
  depth: number;
}

/** Ties tasks to their parents. */
export function linkTasks({ tasks, defaults }: Entries): { nodes: Node[]; findings: Finding[] } {
  const nodes = tasks.map((entry): Node => {
    const kind = kindOf(entry);
    return { entry, kind, task: withDefaults(entry, kind, defaults.fields), children: [], depth: 0 };
  });
  const findings: Finding[] = [];
  const byId = new Map<string, Node>();
  for (const node of nodes) {
    const id = node.entry.fields.taskId;
    if (id === undefined) continue;
    const first = byId.get(id);
    if (!first) byId.set(id, node);
    else {
      findings.push({
        path: [...node.entry.path, 'taskId'],
        text: `${showValue(id)} is there twice`,
        also: [...first.entry.path, 'taskId'],
      });
    }
  }
  return { nodes, findings: [...findings, ...linkParents(nodes, byId), ...linkRoots(nodes)] };
}

function linkParents(nodes: readonly Node[], byId: ReadonlyMap<string, Node>): Finding[] {
  const findings: Finding[] = [];
  let nearest: Nearest | undefined;
  for (const node of nodes) {
    const id = node.entry.fields.parentTaskId;
    if (id === undefined) continue;
    const path = [...node.entry.path, 'parentTaskId'];
    const parent = byId.get(id);
    if (!parent) {
      nearest ??= new Nearest(byId.keys());
      const meant = nearest.of(id);
      findings.push({ path, text: `${showValue(id)} is no task of the list${didYouMean(meant && showValue(meant))}` });
    } else if (id === node.entry.fields.taskId) {
      findings.push({ path, text: `${showValue(id)} is the task itself` });
    } else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  return findings;
}

/** Gives each task its root, and finds cycles: what no root leads to, and no mistake cuts off. */
function linkRoots(nodes: readonly Node[]): Finding[] {
  for (const root of nodes.filter(({ kind }) => kind !== 'child')) {
    const reached = [root];
    for (const node of reached) {
      node.root = root;
      node.depth = node.parent ? node.parent.depth + 1 : 0;
      for (const child of node.children) reached.push(child);
    }
  }

  const findings: Finding[] = [];
  const seen = new Set<Node>();
  for (const start of nodes) {
    const way: Node[] = [];
    let node: Node | undefined = start;
    for (; node && !node.root && !seen.has(node); node = node.parent) {
      seen.add(node);
      way.push(node);
    }
    const from = node ? way.indexOf(node) : -1;
    if (from >= 0) findings.push(cycle(way.slice(from)));
  }
  return findings;
}

function cycle(way: readonly Node[]): Finding {
  const [first] = way as [Node];
  const ids = [...way, first].map(({ entry }) => entry.fields.taskId ?? '');
  const shown = ids.length > 12 ? [...ids.slice(0, 5), `(${ids.length - 6} more)`, ...ids.slice(-1)] : ids;
  return { path: [...first.entry.path, 'parentTaskId'], text: `goes round in a cycle: ${shown.join(' -> ')}` };
}
