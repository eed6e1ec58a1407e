import type { Entries } from './entries';
import { repositoryWithDefaults } from './schema/task-kinds';
import type { TaskNode } from './task-nodes';
import type { ArgoCd, RepositoryFields, TaskFields } from './schema/schema';

/** A list that was read, with its defaults merged in. */
export interface TaskList {
  readonly namespace?: string;
  readonly argoCd?: ArgoCd;
  /** By name. */
  readonly repositories: readonly Repository[];
  /** By the IDs of their roots. */
  readonly chains: readonly Chain[];
}

/** A repository of the list. */
export interface Repository extends RepositoryFields {
  readonly name: string;
}

/** A root and all its descendants. */
export interface Chain {
  readonly root: ChainTask;
  /** The root first, every parent before its children; the order follows from the IDs alone. */
  readonly tasks: readonly ChainTask[];
}

/** A task, with the list's defaults as far as they are for its kind. */
export interface Task extends TaskFields {
  readonly image: string;
  /** The chain's, a repository's too. */
  readonly repoUrl: string;
}

/** A task in its chain. */
export interface ChainTask {
  readonly task: Task;
  readonly parent?: ChainTask;
  /** The chain's, if it is on one. */
  readonly repository?: Repository;
}

/** A list without mistakes. */
export function toTaskList({ top, repositories, defaults }: Entries, nodes: readonly TaskNode[]): TaskList {
  const byName = new Map(
    [...repositories].map(([name, entry]) => [
      name,
      { ...repositoryWithDefaults(entry, defaults.fields), name } as Repository,
    ]),
  );
  const roots = nodes.filter(({ root }, index) => root === nodes[index]).sort(byId);
  return {
    namespace: top.fields.namespace,
    argoCd: top.fields.argoCd,
    repositories: [...byName.values()].sort((a, b) => order(a.name, b.name)),
    chains: roots.map((root) => toChain(root, byName.get(root.task.repository ?? ''))),
  };
}

function toChain(top: TaskNode, repository: Repository | undefined): Chain {
  const repoUrl = repository?.url ?? top.task.repoUrl;
  const inChain = (node: TaskNode, parent?: ChainTask): ChainTask => ({
    task: { ...node.task, repoUrl } as Task,
    parent,
    repository,
  });

  const root = inChain(top);
  const tasks = [root];
  const nodes = [top];
  for (const [index, node] of nodes.entries()) {
    for (const child of node.children.toSorted(byId)) {
      nodes.push(child);
      tasks.push(inChain(child, tasks[index]));
    }
  }
  return { root, tasks };
}

function byId(a: TaskNode, b: TaskNode): number {
  return order(a.task.taskId ?? '', b.task.taskId ?? '');
}

/** By UTF-16 code units: the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
