import type { GitRepoClaimOptions } from '../constructs/git-repo-claim';
import type { RepositoryFields, TaskFields } from '../task-list';

type ClaimFields = Pick<
  TaskFields & RepositoryFields,
  'pvcStorageSize' | 'pvcAccessMode' | 'pvcStorageClass' | 'keepClaim' | 'runAsUser' | 'fsGroup'
>;

/** The list's fields of a claim, as the construct names them. */
export function claimOptions(fields: ClaimFields): GitRepoClaimOptions {
  return {
    storageSize: fields.pvcStorageSize,
    accessMode: fields.pvcAccessMode,
    storageClassName: fields.pvcStorageClass,
    keep: fields.keepClaim,
    runAsUser: fields.runAsUser,
    fsGroup: fields.fsGroup,
  };
}
