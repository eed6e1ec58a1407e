import { hasNoTree } from '../../constructs/options/task-kinds';
import { checkPushTarget, pushTargetKey, sharedBranch } from '../../validation/push-target';
import { problemsAt, type PathProblem } from '../../validation/path-problem';
import { repositoryWithDefaults } from '../schema/fields-of-kind';
import type { Entries } from '../entries';
import type { TaskNode } from '../task-nodes';

/** Finds pushes to a branch that is cloned, or that another task pushes to, and tasks that need the tree of a push. */
export function checkPushes(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  return [...checkTargets(entries, nodes), ...nodes.flatMap(checkNeededTrees)];
}

function checkTargets(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const firsts = new Map<string, TaskNode>();
  return nodes.flatMap((node) => {
    const { push } = node.entry.fields;
    if (node.kind !== 'push' || !push || !node.root) return [];
    const source = sourceOf(entries, node.root);
    const path = [...node.entry.path, 'push'];
    const key = pushTargetKey(push, source);
    const first = firsts.get(key);
    if (!first) firsts.set(key, node);
    return [
      ...problemsAt(path, checkPushTarget(push, source)),
      ...(first
        ? [
            {
              path: [...path, 'branch'],
              message: sharedBranch(push.branch, first.entry.fields.taskId ?? ''),
              seeAlso: [...first.entry.path, 'push', 'branch'],
            },
          ]
        : []),
    ];
  });
}

/** Returns what a chain clones. */
function sourceOf({ repositories, defaults }: Entries, { task }: TaskNode): { repoUrl?: string; ref?: string } {
  const entry = repositories.get(task.repository ?? '');
  if (!entry) return task;
  const { url, ref } = repositoryWithDefaults(entry, defaults.fields);
  return { repoUrl: url, ref: task.ref ?? ref };
}

function checkNeededTrees({ entry, parent, inputs }: TaskNode): PathProblem[] {
  const ids = entry.fields.inputs ?? [];
  const explain = ({ task }: TaskNode): string => hasNoTree(task.taskId ?? '');
  return [
    ...(parent?.kind === 'push' ? [{ path: [...entry.path, 'parentTaskId'], message: explain(parent) }] : []),
    ...inputs
      .filter(({ kind }) => kind === 'push')
      .map((input) => ({
        path: [...entry.path, 'inputs', ids.indexOf(input.task.taskId ?? '')],
        message: explain(input),
      })),
  ];
}
