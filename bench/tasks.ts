import { cloneScript, copyScript } from '../lib/workspace/scripts';

const CHAIN = 4;

export interface BenchTask {
  readonly taskId: string;
  readonly parentTaskId?: string;
  readonly repoUrl?: string;
  readonly image: string;
  readonly command: readonly string[];
}

/** Chains of four tasks, each the parent of the next. */
export function benchTasks(count: number): BenchTask[] {
  return Array.from({ length: count }, (_, i) => ({
    taskId: `task-${i}`,
    ...(i % CHAIN === 0 ? { repoUrl: repoUrl(i) } : { parentTaskId: `task-${i - 1}` }),
    image: 'alpine:3.22',
    command: ['sh', '-c', `echo "step ${i}" >> log.txt`],
  }));
}

/** The same tasks as values of the Helm chart, with what a template can't find out by itself. */
export function helmValues(tasks: readonly BenchTask[]): object {
  return {
    cloneScript: cloneScript(),
    copyScript: copyScript(),
    tasks: tasks.map((task, i) => ({
      ...task,
      rootTaskId: `task-${i - (i % CHAIN)}`,
      repoUrl: repoUrl(i),
      wave: i % CHAIN,
    })),
  };
}

function repoUrl(i: number): string {
  return `https://git.example.com/team/repository-${i - (i % CHAIN)}.git`;
}
