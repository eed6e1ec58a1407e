import { Construct, type IConstruct } from 'constructs';
import * as z from 'zod/mini';
import { k8s } from '../kubernetes/k8s';
import { APP, ARGO_CD_ANNOTATIONS, claimName, LABELS } from '../kubernetes/names';
import type { AccessMode } from '../validation/access-mode';
import { taskId } from '../validation/labels';
import { dnsSubdomain, repositoryName } from '../validation/object-names';
import { stringField } from '../validation/schema/fields';
import { claimAttributes } from './claim-attributes';
import { DEFAULTS } from './defaults';
import {
  CLAIM_OPTIONS,
  CLAIM_REFERENCE_OPTIONS,
  type ClaimOptions,
  type ClaimReferenceOptions,
} from './options/claim-options';
import { throwProblems, validateProps } from './validate-props';

/** A claim that tasks can use: a new one (`GitRepoClaim`), or one that exists or is created elsewhere. */
export interface IGitRepoClaim extends IConstruct {
  /** Name of the PersistentVolumeClaim. */
  readonly claimName: string;
  readonly pvcAccessMode: AccessMode;
  readonly runAsUser: number | null;
  readonly fsGroup: number | null;
  /** Whether it is the claim of a repository: trees are cloned from a mirror on it. */
  readonly hasMirror: boolean;
}

/** Props of a claim. It belongs to a root task or to a repository, which its name is derived from. */
export type GitRepoClaimProps = ClaimOptions &
  (
    | {
        /** ID of the root task whose chain uses the claim. The claim is named `git-repo-pvc-<taskId>`. */
        readonly taskId: string;
        readonly repository?: undefined;
      }
    | {
        /** Name of the repository whose chains share the claim. The claim is named `git-repo-pvc-<repository>`. */
        readonly repository: string;
        readonly taskId?: undefined;
      }
  );

const PropsSchema = z.partial(
  z.strictObject({ taskId: stringField(taskId), repository: stringField(repositoryName), ...CLAIM_OPTIONS }),
);

const { shape: REFERENCE_SHAPE } = z.partial(z.strictObject(CLAIM_REFERENCE_OPTIONS));
const NameSchema = z.strictObject({ claimName: stringField(dnsSubdomain), ...REFERENCE_SHAPE });
const RepositorySchema = z.strictObject({ repository: stringField(repositoryName), ...REFERENCE_SHAPE });

const KEPT_BY_ARGO_CD = {
  [ARGO_CD_ANNOTATIONS.compareOptions]: 'IgnoreExtraneous',
  [ARGO_CD_ANNOTATIONS.syncOptions]: 'Prune=false,Delete=false',
};

/**
 * The PersistentVolumeClaim that contains the working trees of a chain, or of all chains of a repository. It can be used
 * where cdk8s-plus expects a claim.
 */
export class GitRepoClaim extends Construct implements IGitRepoClaim {
  /** Returns the claim of a repository that another chart creates. */
  static fromRepository(
    scope: Construct,
    id: string,
    repository: string,
    options: ClaimReferenceOptions = {},
  ): IGitRepoClaim {
    return new ClaimReference(scope, id, RepositorySchema, { repository, ...options });
  }

  /** Returns a claim that exists in the cluster. It creates no Kubernetes object. */
  static fromClaimName(scope: Construct, id: string, name: string, options: ClaimReferenceOptions = {}): IGitRepoClaim {
    return new ClaimReference(scope, id, NameSchema, { claimName: name, ...options });
  }

  readonly claimName: string;
  readonly pvcAccessMode: AccessMode;
  readonly runAsUser: number | null;
  readonly fsGroup: number | null;
  readonly hasMirror: boolean;

  readonly apiGroup = '';
  readonly apiVersion: string;
  readonly kind: string;
  readonly resourceType = 'persistentvolumeclaims';

  constructor(scope: Construct, id: string, props: GitRepoClaimProps) {
    super(scope, id);
    validateProps(this, PropsSchema, props);
    const owner = props.taskId ?? props.repository;
    if (owner === undefined || (props.taskId !== undefined && props.repository !== undefined)) {
      throwProblems(this, [{ path: [], message: 'needs either taskId or repository' }]);
    }
    const attributes = claimAttributes(claimName(owner), props);
    this.claimName = attributes.claimName;
    this.pvcAccessMode = attributes.pvcAccessMode;
    this.runAsUser = attributes.runAsUser;
    this.fsGroup = attributes.fsGroup;
    this.hasMirror = props.repository !== undefined;

    const claim = new k8s.KubePersistentVolumeClaim(this, 'Resource', {
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
    this.apiVersion = claim.apiVersion;
    this.kind = claim.kind;
  }

  /** Name of the PersistentVolumeClaim, as cdk8s-plus calls it. */
  get name(): string {
    return this.claimName;
  }

  /** Name of the PersistentVolumeClaim, as cdk8s-plus calls it in roles. */
  get resourceName(): string {
    return this.claimName;
  }
}

type ClaimReferenceProps = ClaimReferenceOptions &
  (
    | { readonly claimName: string; readonly repository?: undefined }
    | { readonly repository: string; readonly claimName?: undefined }
  );

/** A claim that exists, or that another chart creates. */
class ClaimReference extends Construct implements IGitRepoClaim {
  readonly claimName: string;
  readonly pvcAccessMode: AccessMode;
  readonly runAsUser: number | null;
  readonly fsGroup: number | null;
  readonly hasMirror: boolean;

  constructor(scope: Construct, id: string, schema: z.ZodMiniType, props: ClaimReferenceProps) {
    super(scope, id);
    validateProps(this, schema, props);
    const attributes = claimAttributes(props.claimName ?? claimName(props.repository), props);
    this.claimName = attributes.claimName;
    this.pvcAccessMode = attributes.pvcAccessMode;
    this.runAsUser = attributes.runAsUser;
    this.fsGroup = attributes.fsGroup;
    this.hasMirror = props.repository !== undefined;
  }
}
