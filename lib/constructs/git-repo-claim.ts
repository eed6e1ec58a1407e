import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import { k8s } from '../kubernetes/k8s';
import { APP, ARGO_CD_ANNOTATIONS, LABELS } from '../kubernetes/names';
import { taskId } from '../validation/labels';
import { dnsSubdomain, repositoryName } from '../validation/object-names';
import { stringField } from '../validation/schema/fields';
import { checkNewClaim, registerNewClaim, type ClaimOwner } from './claim-registry';
import { DEFAULTS } from './defaults';
import { GitRepoClaimBase, type IGitRepoClaim } from './git-repo-claim-base';
import {
  CLAIM_OPTIONS,
  CLAIM_REFERENCE_OPTIONS,
  type ClaimOptions,
  type ClaimReferenceOptions,
} from './options/claim-options';
import { POD_SECURITY_OPTIONS, type PodSecurityOptions } from './options/pod-security-options';
import { throwProblems } from './validate-props';
import { isValidated, markValidated } from './validated-props';

/** Props of the claim of a root task and its descendants. */
export interface TaskClaimProps extends ClaimOptions, PodSecurityOptions {
  /** ID of the root task whose chain uses the claim. The claim is named `git-repo-pvc-<taskId>`. */
  readonly taskId: string;
  readonly repository?: undefined;
}

/** Props of the claim of a repository, which several root tasks and their descendants share. */
export interface RepositoryClaimProps extends ClaimOptions, PodSecurityOptions {
  /** Name of the repository whose chains share the claim. The claim is named `git-repo-pvc-<repository>`. */
  readonly repository: string;
  readonly taskId?: undefined;
}

/** Props of a claim. It belongs to a root task or to a repository, which its name is derived from. */
export type GitRepoClaimProps = TaskClaimProps | RepositoryClaimProps;

const PropsSchema = z.partial(
  z.strictObject({
    taskId: stringField(taskId),
    repository: stringField(repositoryName),
    ...CLAIM_OPTIONS,
    ...POD_SECURITY_OPTIONS,
  }),
);

const { shape: REFERENCE_SHAPE } = z.partial(z.strictObject({ ...CLAIM_REFERENCE_OPTIONS, ...POD_SECURITY_OPTIONS }));
const NameSchema = z.strictObject({ claimName: stringField(dnsSubdomain), ...REFERENCE_SHAPE });
const RepositorySchema = z.strictObject({ repository: stringField(repositoryName), ...REFERENCE_SHAPE });

const KEPT_BY_ARGO_CD = {
  [ARGO_CD_ANNOTATIONS.compareOptions]: 'IgnoreExtraneous',
  [ARGO_CD_ANNOTATIONS.syncOptions]: 'Prune=false,Delete=false',
};

/** The PersistentVolumeClaim that contains the working trees of a chain, or of all chains of a repository. */
export class GitRepoClaim extends GitRepoClaimBase implements IGitRepoClaim {
  /**
   * Returns the claim of a repository that another chart creates.
   *
   * @param repository Name of the repository.
   * @param options What that chart sets for the claim.
   */
  static fromRepository(
    scope: Construct,
    id: string,
    repository: string,
    options: ClaimReferenceOptions & PodSecurityOptions = {},
  ): IGitRepoClaim {
    return new ClaimReference(scope, id, RepositorySchema, withMark(options, { repository, ...options }));
  }

  /**
   * Returns a claim that exists in the cluster. It creates no Kubernetes object.
   *
   * @param claimName Name of the PersistentVolumeClaim.
   * @param options What the claim is like.
   */
  static fromClaimName(
    scope: Construct,
    id: string,
    claimName: string,
    options: ClaimReferenceOptions & PodSecurityOptions = {},
  ): IGitRepoClaim {
    return new ClaimReference(scope, id, NameSchema, withMark(options, { claimName, ...options }));
  }

  constructor(scope: Construct, id: string, props: GitRepoClaimProps) {
    super(scope, id, PropsSchema, props);
    const owner = ownerOf(props);
    throwProblems(this, checkNewClaim(this, owner, this));
    registerNewClaim(this, owner, this);

    new k8s.KubePersistentVolumeClaim(this, 'Resource', {
      metadata: {
        name: this.claimName,
        labels: { [LABELS.app]: APP, ...(props.taskId === undefined ? {} : { [LABELS.taskId]: props.taskId }) },
        annotations: {
          [ARGO_CD_ANNOTATIONS.syncWave]: '0',
          ...((props.keepClaim ?? DEFAULTS.keepClaim) ? KEPT_BY_ARGO_CD : {}),
        },
      },
      spec: {
        accessModes: [this.pvcAccessMode],
        storageClassName: props.pvcStorageClass,
        resources: { requests: { storage: k8s.Quantity.fromString(props.pvcStorageSize ?? DEFAULTS.pvcStorageSize) } },
      },
    });
  }
}

function ownerOf({ taskId, repository }: GitRepoClaimProps): ClaimOwner {
  return taskId === undefined ? { prop: 'repository', id: repository } : { prop: 'taskId', id: taskId };
}

/** Marks props as valid if the options in them are. */
function withMark<T extends object>(options: object, props: T): T {
  return isValidated(options) ? markValidated(props) : props;
}

/** A claim that exists, or that another chart creates. */
class ClaimReference extends GitRepoClaimBase {}
