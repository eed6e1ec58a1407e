import type { Construct } from 'constructs';
import { GitRepoClaim } from '../constructs/git-repo-claim';
import { GitRepoTask, type GitRepoTaskProps } from '../constructs/git-repo-task';
import { CLAIM_REFERENCE_OPTIONS, omitOptions, pickOptions } from '../constructs/options/claim-options';
import { markValidated } from '../constructs/validated-props';
import type { IWorkspaceScripts } from '../constructs/workspace-scripts';
import type { ChainTask } from './chains';

/** The fields that only the list has: the constructs refer to `parent` and `claim` instead. */
const LIST_ONLY = { parentTaskId: true, repository: true, existingClaim: true };

/** Creates the constructs of a task of a valid list: its Job, and its claim if it owns one. */
export function createTask(
  scope: Construct,
  { task, repository }: ChainTask,
  parent?: GitRepoTask,
  scripts?: IWorkspaceScripts,
): GitRepoTask {
  const options = omitOptions(LIST_ONLY, task);
  const create = (props: GitRepoTaskProps): GitRepoTask => new GitRepoTask(scope, 'Task', markValidated(props));
  if (parent) return create({ ...options, parent });

  if (repository) {
    const { ref, url: repoUrl, gitSecret, gitImage, gitResources } = repository;
    const reference = pickOptions(CLAIM_REFERENCE_OPTIONS, repository);
    const claim = GitRepoClaim.fromRepository(scope, 'Claim', repository.name, reference);
    return create({ ref, ...options, repoUrl, gitSecret, gitImage, gitResources, claim, scripts });
  }
  if (task.existingClaim !== undefined) {
    const reference = pickOptions(CLAIM_REFERENCE_OPTIONS, options);
    const others = omitOptions(CLAIM_REFERENCE_OPTIONS, options);
    const claim = GitRepoClaim.fromClaimName(scope, 'Claim', task.existingClaim, reference);
    return create({ ...others, claim, scripts });
  }
  return create({ ...options, scripts });
}
