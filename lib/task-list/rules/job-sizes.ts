import type { PathProblem } from '../../validation/path-problem';
import type { Chain, ChainTask, TaskList } from '../chains';
import type { TaskNode } from '../task-nodes';

type LargeJobs = typeof import('../large-jobs');

/**
 * A Job takes at most 30 times as many bytes as the JSON of its task has characters, plus some kilobytes that every Job
 * takes: an input with an ID of two characters is a mount and a part of a variable.
 */
const MAX_SMALL_TASK_LENGTH = 8 * 1024;

/** Finds Jobs that are too large to be applied, in a list without other errors. */
export function checkJobSizes(list: TaskList, nodes: readonly TaskNode[]): PathProblem[] {
  const largeTasks = list.chains.flatMap(findLargeTasks);
  if (largeTasks.length === 0) return [];
  // Loading cdk8s takes longer than checking most lists.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { findLargeJobs } = require('../large-jobs') as LargeJobs;
  const paths = new Map(nodes.map(({ entry }) => [entry.fields.taskId, entry.path]));
  return findLargeJobs(largeTasks, list.namespace).map(({ taskId, message }) => ({
    path: paths.get(taskId) ?? [],
    message,
  }));
}

/** The Jobs of all tasks of a chain contain the `gitResources` of its root. */
function findLargeTasks({ root, tasks }: Chain): ChainTask[] {
  const { gitResources } = root.repository ?? root.task;
  return tasks.filter(({ task }) => JSON.stringify([task, gitResources]).length > MAX_SMALL_TASK_LENGTH);
}
