import { k8s } from '../kubernetes/k8s';
import { Construct } from 'constructs';
import { DEFAULTS } from './defaults';
import { taskId } from '../validation/labels';
import { dnsSubdomain, repositoryName } from '../validation/object-names';
import { RANGES, wholeNumber } from '../validation/ranges';
import { size } from '../validation/quantity';
import { claimName } from '../kubernetes/names';
import { Validation } from './validate-props';

/** How many nodes, or pods, may mount a claim at the same time. */
export type AccessMode = 'ReadWriteOnce' | 'ReadWriteMany' | 'ReadWriteOncePod';

/** Who works on a claim. All its tasks run as this user, since a tree copied or set aside by another one fails. */
export interface ClaimOwner {
  /**
   * User and group of all pods on the claim. `null` leaves them to the cluster (OpenShift).
   *
   * @default 65534 (`nobody`)
   */
  readonly runAsUser?: number | null;

  /**
   * Group that owns the volume. `null` leaves it to the cluster (OpenShift).
   *
   * @default - `runAsUser`
   */
  readonly fsGroup?: number | null;
}

/** What tasks need to know of the claim they work on. */
export interface IGitRepoClaim {
  /** Name of the PersistentVolumeClaim. */
  readonly claimName: string;
  readonly accessMode: AccessMode;
  readonly runAsUser: number | null;
  readonly fsGroup: number | null;
  /** Whether it is a repository's claim: trees are cloned from a mirror that stands on it. */
  readonly hasMirror: boolean;
}

/** A claim that is made elsewhere. */
export interface ClaimReferenceOptions extends ClaimOwner {
  /**
   * The access mode it was made with.
   *
   * @default 'ReadWriteOnce'
   */
  readonly accessMode?: AccessMode;
}

/** What a new claim is like, whoever owns it. */
export interface GitRepoClaimOptions extends ClaimOwner {
  /**
   * Size, as a Kubernetes quantity. It can grow later where the storage class allows it, never shrink.
   *
   * @default '1Gi'
   */
  readonly storageSize?: string;

  /** @default 'ReadWriteOnce' */
  readonly accessMode?: AccessMode;

  /**
   * Name of the StorageClass.
   *
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;

  /**
   * Whether Argo CD leaves the claim, and the data, in the cluster when its chain or the Application goes.
   *
   * @default true
   */
  readonly keep?: boolean;
}

/** A claim belongs to a root or to a repository; its name follows from that. */
export type GitRepoClaimProps = GitRepoClaimOptions &
  (
    | {
        /** ID of the root whose chain works on the claim: it is called `git-repo-pvc-<taskId>`. */
        readonly taskId: string;
        readonly repository?: undefined;
      }
    | {
        /** Name of the repository whose chains share the claim: it is called `git-repo-pvc-<repository>`. */
        readonly repository: string;
        readonly taskId?: undefined;
      }
  );

const KEPT_BY_ARGO_CD = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
};

/** The PersistentVolumeClaim that holds the working trees of a chain, or of all chains of a repository. */
export class GitRepoClaim extends Construct implements IGitRepoClaim {
  /** The claim of a repository that another chart makes. */
  static fromRepository(repository: string, options: ClaimReferenceOptions = {}): IGitRepoClaim {
    return reference(claimName(repository), options, true);
  }

  /** A claim that exists in the cluster; nothing is made. */
  static fromClaimName(name: string, options: ClaimReferenceOptions = {}): IGitRepoClaim {
    return reference(name, options, false);
  }

  readonly claimName: string;
  readonly accessMode: AccessMode;
  readonly runAsUser: number | null;
  readonly fsGroup: number | null;
  readonly hasMirror: boolean;

  readonly apiGroup = '';
  readonly apiVersion: string;
  readonly kind: string;
  readonly resourceType = 'persistentvolumeclaims';

  constructor(scope: Construct, id: string, props: GitRepoClaimProps) {
    super(scope, id);
    validateClaim(this, props);
    this.claimName = claimName(props.taskId ?? props.repository);
    this.accessMode = props.accessMode ?? DEFAULTS.accessMode;
    this.hasMirror = props.repository !== undefined;
    ({ runAsUser: this.runAsUser, fsGroup: this.fsGroup } = owner(props));

    const claim = new k8s.KubePersistentVolumeClaim(this, 'Resource', {
      metadata: {
        name: this.claimName,
        labels: { app: 'keruta', ...(props.taskId === undefined ? {} : { 'task-id': props.taskId }) },
        annotations: {
          'argocd.argoproj.io/sync-wave': '0',
          ...((props.keep ?? DEFAULTS.keepClaim) ? KEPT_BY_ARGO_CD : {}),
        },
      },
      spec: {
        accessModes: [this.accessMode],
        storageClassName: props.storageClassName,
        resources: { requests: { storage: k8s.Quantity.fromString(props.storageSize ?? DEFAULTS.storageSize) } },
      },
    });
    this.apiVersion = claim.apiVersion;
    this.kind = claim.kind;
  }

  /** Name of the PersistentVolumeClaim, as cdk8s-plus calls it. */
  get name(): string {
    return this.claimName;
  }

  get resourceName(): string {
    return this.claimName;
  }
}

function validateClaim(construct: Construct, props: GitRepoClaimProps): void {
  const check = new Validation(construct);
  check.value('taskId', props.taskId, taskId);
  check.value('repository', props.repository, repositoryName);
  check.value('storageSize', props.storageSize, size);
  check.value('storageClassName', props.storageClassName, dnsSubdomain);
  check.value('runAsUser', props.runAsUser, wholeNumber(RANGES.runAsUser));
  check.value('fsGroup', props.fsGroup, wholeNumber(RANGES.fsGroup));
}

function owner({
  runAsUser = DEFAULTS.runAsUser,
  fsGroup = runAsUser,
}: ClaimOwner): Pick<IGitRepoClaim, 'runAsUser' | 'fsGroup'> {
  return { runAsUser, fsGroup };
}

function reference(name: string, options: ClaimReferenceOptions, hasMirror: boolean): IGitRepoClaim {
  return { claimName: name, accessMode: options.accessMode ?? DEFAULTS.accessMode, ...owner(options), hasMirror };
}
