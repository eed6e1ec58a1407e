import type { Construct } from 'constructs';
import { GitRepoClaim } from '../constructs/git-repo-claim';
import { GitRepoTask, type GitRepoTaskProps } from '../constructs/git-repo-task';
import { CLAIM_REFERENCE_OPTIONS, omitOptions, pickOptions } from '../constructs/options/claim-options';
import { markValidated } from '../constructs/validated-props';
import type { IWorkspaceScripts } from '../constructs/workspace-scripts';
import type { ChainTask } from './chains';

/**
 * The props that have another name than their field in the list: a construct refers to other constructs, not to names. All
 * other fields and props have one name.
 */
export const PROPS_OF_FIELDS = {
  task: { parentTaskId: 'parent', repository: 'claim', existingClaim: 'claim' },
  repository: { url: 'repoUrl' },
} as const;

/** The fields of a task that name other tasks or claims. */
const REFERENCES = { ...PROPS_OF_FIELDS.task, inputs: 'inputs' } as const;

/**
 * Creates the constructs of a task of a valid list: its Job, and its claim if it owns one.
 *
 * @param constructOf Returns the construct of another task of the chain: the parent or an input.
 */
export function createTask(
  scope: Construct,
  { task, repository, ...related }: ChainTask,
  constructOf: (task: ChainTask) => GitRepoTask,
  scripts?: IWorkspaceScripts,
): GitRepoTask {
  const { push, ...options } = omitOptions(REFERENCES, task);
  const create = (props: GitRepoTaskProps): GitRepoTask => new GitRepoTask(scope, 'Task', markValidated(props));
  if (related.parent && push) {
    const props = omitOptions({ image: undefined }, options);
    return create({ ...props, push, parent: constructOf(related.parent) });
  }
  if (related.parent) {
    return create({ ...options, parent: constructOf(related.parent), inputs: related.inputs.map(constructOf) });
  }

  if (repository) {
    const { ref, url: repoUrl, gitSecret, gitImage, gitResources } = repository;
    const reference = markValidated(pickOptions(CLAIM_REFERENCE_OPTIONS, repository));
    const claim = GitRepoClaim.fromRepository(scope, 'Claim', repository.name, reference);
    return create({ ref, ...options, repoUrl, gitSecret, gitImage, gitResources, claim, scripts });
  }
  if (task.existingClaim !== undefined) {
    const reference = markValidated(pickOptions(CLAIM_REFERENCE_OPTIONS, options));
    const others = omitOptions(CLAIM_REFERENCE_OPTIONS, options);
    const claim = GitRepoClaim.fromClaimName(scope, 'Claim', task.existingClaim, reference);
    return create({ ...others, claim, scripts });
  }
  return create({ ...options, scripts });
}
