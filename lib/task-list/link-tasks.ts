import { isChild } from '../constructs/options/task-kinds';
import { duplicateTask } from '../validation/duplicate-task';
import type { PathProblem } from '../validation/path-problem';
import type { Entries } from './entries';
import { taskFinder, type FindTask } from './find-task';
import { linkInputs } from './link-inputs';
import { kindOf, withDefaults } from './schema/fields-of-kind';
import { firstOfEachId, type TaskNode } from './task-nodes';
import { setWaves } from './waves';

/** Links each task to its parent, its children, its root and its inputs. */
export function linkTasks({ tasks, defaults }: Entries): { nodes: TaskNode[]; problems: PathProblem[] } {
  const nodes = tasks.map((entry): TaskNode => {
    const kind = kindOf(entry);
    return { entry, kind, task: withDefaults(entry, kind, defaults.fields), children: [], inputs: [], wave: 0 };
  });
  const byId = firstOfEachId(nodes);
  const findTask = taskFinder(byId);
  const problems = [...findDuplicates(nodes, byId), ...linkParents(nodes, findTask)];
  linkRoots(nodes);
  problems.push(...linkInputs(nodes, findTask), ...setWaves(nodes));
  return { nodes, problems };
}

function findDuplicates(nodes: readonly TaskNode[], byId: ReadonlyMap<string, TaskNode>): PathProblem[] {
  return nodes.flatMap((node) => {
    const id = node.entry.fields.taskId ?? '';
    const first = byId.get(id);
    if (!first || first === node) return [];
    const path = [...node.entry.path, 'taskId'];
    return [{ path, message: duplicateTask(id), seeAlso: [...first.entry.path, 'taskId'] }];
  });
}

function linkParents(nodes: readonly TaskNode[], findTask: FindTask): PathProblem[] {
  return nodes.flatMap((node) => {
    const id = node.entry.fields.parentTaskId;
    if (id === undefined) return [];
    const parent = findTask(id, node);
    if (typeof parent === 'string') return [{ path: [...node.entry.path, 'parentTaskId'], message: parent }];
    node.parent = parent;
    parent.children.push(node);
    return [];
  });
}

function linkRoots(nodes: readonly TaskNode[]): void {
  for (const root of nodes.filter(({ kind }) => !isChild(kind))) {
    const reached = [root];
    for (const node of reached) {
      node.root = root;
      for (const child of node.children) reached.push(child);
    }
  }
}
