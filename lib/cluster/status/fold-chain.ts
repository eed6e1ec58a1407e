import type { ChainStatus, TaskState } from './list-status';

/** A chain as one line: all its tasks are in the same state, and there is nothing else to report about them. */
export interface FoldedChain {
  readonly taskId: string;
  readonly state: TaskState;
  readonly taskCount: number;
  /** When the last task came into the state. */
  readonly since?: string;
  /** Seconds from the start of the first task to the end of the last one. */
  readonly seconds?: number;
}

/** Returns a chain as one line if all its tasks are complete or none was ever applied, otherwise `undefined`. */
export function foldChain({ taskId, tasks }: ChainStatus): FoldedChain | undefined {
  const [first] = tasks;
  if (!first || (first.state !== 'complete' && first.state !== 'notApplied')) return undefined;
  if (tasks.some(({ state, reason }) => state !== first.state || reason !== undefined)) return undefined;
  return { taskId, state: first.state, taskCount: tasks.length, ...period(tasks) };
}

function period(tasks: ChainStatus['tasks']): Pick<FoldedChain, 'since' | 'seconds'> {
  const ends = tasks.flatMap(({ since, seconds = 0 }) => (since ? [{ end: Date.parse(since), seconds }] : []));
  if (ends.length === 0) return {};
  const last = Math.max(...ends.map(({ end }) => end));
  const start = Math.min(...ends.map(({ end, seconds }) => end - seconds * 1000));
  return { since: new Date(last).toISOString(), seconds: Math.round((last - start) / 1000) };
}
