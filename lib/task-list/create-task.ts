import type { Construct } from 'constructs';
import { GitRepoClaim } from '../constructs/git-repo-claim';
import { GitRepoTask } from '../constructs/git-repo-task';
import { CLAIM_REFERENCE_OPTIONS, omitOptions, pickOptions } from '../constructs/options/claim-options';
import type { IWorkspaceScripts } from '../constructs/workspace-scripts';
import type { ChainTask } from './chains';

/** Creates the constructs of a task of the list: its Job, and its claim if it owns one. */
export function createTask(
  scope: Construct,
  { task, repository }: ChainTask,
  parent?: GitRepoTask,
  scripts?: IWorkspaceScripts,
): GitRepoTask {
  // The fields that only the list has: the constructs refer to `parent` and `claim` instead.
  const options = omit(task, 'parentTaskId', 'repository', 'existingClaim', 'repoUrl');
  const { repoUrl, existingClaim } = task;
  if (parent) return new GitRepoTask(scope, 'Task', { ...options, parent });

  if (repository) {
    const { ref, gitSecret, gitImage, gitResources } = repository;
    const reference = pickOptions(CLAIM_REFERENCE_OPTIONS, repository);
    const claim = GitRepoClaim.fromRepository(scope, 'Claim', repository.name, reference);
    return new GitRepoTask(scope, 'Task', {
      ref,
      ...options,
      repoUrl,
      gitSecret,
      gitImage,
      gitResources,
      claim,
      scripts,
    });
  }
  if (existingClaim !== undefined) {
    const reference = pickOptions(CLAIM_REFERENCE_OPTIONS, options);
    const others = omitOptions(CLAIM_REFERENCE_OPTIONS, options);
    const claim = GitRepoClaim.fromClaimName(scope, 'Claim', existingClaim, reference);
    return new GitRepoTask(scope, 'Task', { ...others, repoUrl, claim, scripts });
  }
  return new GitRepoTask(scope, 'Task', { ...options, repoUrl, scripts });
}

function omit<T extends object, K extends keyof T>(fields: T, ...names: K[]): Omit<T, K> {
  const others = { ...fields };
  for (const name of names) delete others[name];
  return others;
}
