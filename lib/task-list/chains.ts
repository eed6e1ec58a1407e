import { DEFAULTS } from '../constructs/defaults';
import type { PodSecurityLevel } from '../validation/pod-security';
import type { Entries } from './entries';
import { repositoryWithDefaults } from './schema/fields-of-kind';
import type { TaskNode } from './task-nodes';
import type { ArgoCd, RepositoryFields, TaskFields } from './schema/schema';

/** A valid list, with its defaults merged into its tasks and repositories. */
export interface TaskList {
  readonly namespace?: string;
  /** @default 'restricted' */
  readonly podSecurity?: PodSecurityLevel;
  readonly argoCd?: ArgoCd;
  /** Sorted by name. */
  readonly repositories: readonly Repository[];
  /** Sorted by the IDs of their roots. */
  readonly chains: readonly Chain[];
}

/** A repository of the list. */
export interface Repository extends RepositoryFields {
  readonly name: string;
}

/** A root task and all its descendants. */
export interface Chain {
  readonly root: ChainTask;
  /** Sorted by wave: the root comes first, and each task after its parent and its inputs. The order depends on the IDs only. */
  readonly tasks: readonly ChainTask[];
}

/** A task, with the list's defaults that its kind may have. */
export interface Task extends TaskFields {
  /** The image of `main`: of a task that pushes, the git image of the chain. */
  readonly image: string;
  /** The URL that the chain clones, also if it is a repository's. */
  readonly repoUrl: string;
}

/** A task in its chain. */
export interface ChainTask {
  readonly task: Task;
  readonly parent?: ChainTask;
  /** The tasks whose trees it reads, in the order of the list. */
  readonly inputs: readonly ChainTask[];
  /** Sync wave of its Job. */
  readonly wave: number;
  /** The repository that the chain uses, if any. */
  readonly repository?: Repository;
}

/** Returns the chains of a list without errors. */
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
    podSecurity: top.fields.podSecurity,
    argoCd: top.fields.argoCd,
    repositories: [...byName.values()].sort((a, b) => compareStrings(a.name, b.name)),
    chains: roots.map((root) => toChain(root, byName.get(root.task.repository ?? ''))),
  };
}

function toChain(rootNode: TaskNode, repository: Repository | undefined): Chain {
  const nodes = [rootNode];
  for (const { children } of nodes) {
    for (const child of children.toSorted(byId)) nodes.push(child);
  }
  const repoUrl = repository?.url ?? rootNode.task.repoUrl;
  const { gitImage = DEFAULTS.gitImage } = repository ?? rootNode.task;
  const tasks = new Map<TaskNode | undefined, ChainTask>();
  for (const node of nodes.sort((a, b) => a.wave - b.wave)) {
    tasks.set(node, {
      task: { ...node.task, ...(node.kind === 'push' && { image: gitImage }), repoUrl } as Task,
      parent: tasks.get(node.parent),
      inputs: node.inputs.map((input) => tasks.get(input)!),
      wave: node.wave,
      repository,
    });
  }
  return { root: tasks.get(rootNode)!, tasks: [...tasks.values()] };
}

function byId(a: TaskNode, b: TaskNode): number {
  return compareStrings(a.task.taskId ?? '', b.task.taskId ?? '');
}

/** Compares by UTF-16 code units, which is the same on every machine. */
function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
