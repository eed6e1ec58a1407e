import type { Finding } from '../mistake';
import type { Node } from '../nodes';

/**
 * kubectl and Argo CD keep a copy of what they apply in an annotation, of which Kubernetes allows 256 KiB. What this
 * project adds to a Job takes less than the rest.
 */
const LARGEST_TASK = 240 * 1024;
/** What Linux hands to a program in one argument, or in one variable with its name. */
const LONGEST_ARGUMENT = 128 * 1024 - 1;

/** Jobs that no cluster takes, and arguments that no program can be started with. */
export function checkSizes(nodes: readonly Node[]): Finding[] {
  return nodes.flatMap(({ entry, task }) => {
    const json = JSON.stringify(task);
    if (json.length < LONGEST_ARGUMENT / 3) return [];
    const args = [
      ...(['command', 'args'] as const).flatMap((field) =>
        (task[field] ?? []).map((text, index) => ({ path: [...entry.path, field, index], text })),
      ),
      ...Object.entries(task.env ?? {}).flatMap(([name, value]) =>
        typeof value === 'string' ? [{ path: [...entry.path, 'env', name], text: `${name}=${value}` }] : [],
      ),
    ];
    const findings = args.flatMap(({ path, text }): Finding[] => {
      const bytes = Buffer.byteLength(text);
      return bytes > LONGEST_ARGUMENT ? [{ path, text: `takes ${bytes} bytes; Linux allows ${LONGEST_ARGUMENT}` }] : [];
    });
    // Labels are on the Job and on its pod.
    const bytes = Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(task.labels ?? {}));
    if (bytes > LARGEST_TASK) {
      findings.push({ path: entry.path, text: `takes ${bytes} bytes as a Job; a cluster takes ${LARGEST_TASK}` });
    }
    return findings;
  });
}
