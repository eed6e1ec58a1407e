import { DEFAULTS } from '../constructs/defaults';
import { dnsName, jobName } from '../kubernetes/names';
import type { TaskList } from '../task-list';
import type { FoundTask } from './find-tasks';

type Cluster = typeof import('../cluster');

/**
 * Returns the tasks whose run in the list failed in the cluster, without those that are allowed to fail. A task with a run
 * that the cluster does not have yet is not one of them.
 *
 * @throws {UserError} if the cluster does not answer, or does not list the Jobs
 */
export async function findFailedTasks(list: TaskList): Promise<FoundTask[]> {
  // Loaded here, because the command mostly does without it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { isBlocking, listJobs, namespaceOfList, newestJobs } = require('../cluster') as Cluster;
  const jobs = newestJobs(await listJobs(await namespaceOfList(list)));
  return list.chains.flatMap((chain) =>
    chain.tasks
      .filter(({ task: { taskId, run = DEFAULTS.run, allowFailure } }) => {
        const job = jobs.get(dnsName(taskId));
        return job?.metadata.name === jobName(taskId, run) && isBlocking(job) && !allowFailure;
      })
      .map((task) => ({ chain, task })),
  );
}
