import { DEFAULTS } from '../lib/constructs/defaults';
import { SCRIPTS, scriptsConfigMapName } from '../lib/workspace/scripts';

const TASKS_PER_CHAIN = 4;

export interface BenchTask {
  readonly taskId: string;
  readonly parentTaskId?: string;
  readonly repoUrl?: string;
  readonly image: string;
  readonly command: readonly string[];
}

/** Returns chains of four tasks, each the parent of the next. */
export function benchTasks(count: number): BenchTask[] {
  return Array.from({ length: count }, (_, i) => ({
    taskId: `task-${i}`,
    ...(i % TASKS_PER_CHAIN === 0 ? { repoUrl: repoUrl(i) } : { parentTaskId: `task-${i - 1}` }),
    image: 'alpine:3.22',
    command: ['sh', '-c', `echo "step ${i}" >> log.txt`],
  }));
}

/** Returns the same tasks as values of the Helm chart, with the fields that a template cannot compute. */
export function helmValues(tasks: readonly BenchTask[]): object {
  return {
    scriptsName: scriptsConfigMapName(DEFAULTS.argoCd.name, SCRIPTS),
    scripts: SCRIPTS,
    tasks: tasks.map((task, i) => ({
      ...task,
      rootTaskId: `task-${i - (i % TASKS_PER_CHAIN)}`,
      repoUrl: repoUrl(i),
      wave: i % TASKS_PER_CHAIN,
    })),
  };
}

function repoUrl(i: number): string {
  return `https://git.example.com/team/repository-${i - (i % TASKS_PER_CHAIN)}.git`;
}
