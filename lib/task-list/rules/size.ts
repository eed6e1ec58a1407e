import type { PathProblem } from '../../validation/path-problem';
import type { TaskNode } from '../task-nodes';
import type { TaskFields } from '../schema/schema';

/**
 * kubectl and Argo CD keep a copy of what they apply in an annotation, of which Kubernetes allows 256 KiB. What this
 * project adds to a Job takes less than the rest.
 */
const LARGEST_TASK = 240 * 1024;
/** What Linux hands to a program in one argument, or in one variable with its name. */
const LONGEST_ARGUMENT = 128 * 1024 - 1;

/** Jobs that no cluster takes, and arguments that no program can be started with. */
export function checkSizes(nodes: readonly TaskNode[]): PathProblem[] {
  return nodes.flatMap(({ entry, task }) => {
    // No text takes more than eight times as much in a Job.
    if (JSON.stringify(task).length < LONGEST_ARGUMENT / 8) return [];
    const args = [
      ...(['command', 'args'] as const).flatMap((field) =>
        (task[field] ?? []).map((text, index) => ({ path: [...entry.path, field, index], text })),
      ),
      ...Object.entries(task.env ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [{ path: [...entry.path, 'env', name], text: `${name}=${value}` }] : [],
      ),
    ];
    const problems = args.flatMap(({ path, text }): PathProblem[] => {
      const bytes = Buffer.byteLength(text);
      return bytes > LONGEST_ARGUMENT
        ? [{ path, message: `takes ${bytes} bytes; Linux allows ${LONGEST_ARGUMENT}` }]
        : [];
    });
    const bytes = bytesInJob(task);
    if (bytes > LARGEST_TASK) {
      problems.push({ path: entry.path, message: `takes ${bytes} bytes as a Job; a cluster takes ${LARGEST_TASK}` });
    }
    return problems;
  });
}

/** What a task's fields take in its Job, as Go writes JSON. */
function bytesInJob({ env = {}, imagePullSecrets = [], labels, ...others }: Partial<TaskFields>): number {
  const json = JSON.stringify([
    others,
    Object.entries(env).map(([name, value]) =>
      typeof value === 'string'
        ? { name, value }
        : { name, valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } },
    ),
    imagePullSecrets.map((name) => ({ name })),
    // On the Job and on its pod.
    [labels, labels],
  ]);
  const escaped = json.match(/[<>&]/g)?.length ?? 0;
  return Buffer.byteLength(json) + escaped * '\\u003'.length;
}
