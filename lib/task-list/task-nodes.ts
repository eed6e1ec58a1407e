import type { Entry } from './entries';
import type { Kind } from './schema/fields-of-kind';
import type { TaskFields } from './schema/schema';

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
  /** The tasks whose trees it reads. */
  inputs: readonly TaskNode[];
  /** 0 for a task without a parent, otherwise one more than the highest wave of its parent and its inputs. */
  wave: number;
}

/** Returns the first task of each ID, by ID. Tasks without a valid ID are left out; repeated IDs are reported elsewhere. */
export function firstOfEachId(nodes: readonly TaskNode[]): Map<string, TaskNode> {
  const byId = new Map<string, TaskNode>();
  for (const node of nodes) {
    const id = node.entry.fields.taskId;
    if (id !== undefined && !byId.has(id)) byId.set(id, node);
  }
  return byId;
}
