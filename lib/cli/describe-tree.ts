import { DEFAULTS } from '../constructs/defaults';
import { treeName, treePath } from '../kubernetes/names';
import { chainClaim } from '../task-list/chain-claim';
import type { FoundTask } from './find-tasks';

/** Describes where the working tree of a run of a task is, and how to open it. */
export function describeTree({ chain, task: { task } }: FoundTask, run: number): string {
  if (task.push) return 'a task that pushes has no working tree';
  const claim = chainClaim(chain);
  if (!claim) return 'its working tree was deleted with its pod';
  const option = run === (task.run ?? DEFAULTS.run) ? '' : ` --run ${run}`;
  const place = `${treePath(treeName(task.taskId, run))} on claim ${claim.claimName}`;
  return `its working tree is ${place}: npm run shell -- ${task.taskId}${option}`;
}
