import { Construct, type IConstruct } from 'constructs';
import type * as z from 'zod/mini';
import { claimAffinity, claimLabels, type ClaimAffinity } from '../kubernetes/claim-affinity';
import { k8s } from '../kubernetes/k8s';
import { claimName } from '../kubernetes/names';
import type { AccessMode } from '../validation/access-mode';
import { checkPodSecurity, type PodSecurityLevel } from '../validation/pod-security';
import { claimAttributes } from './claim-attributes';
import type { ClaimReferenceOptions } from './options/claim-options';
import type { PodSecurityOptions } from './options/pod-security-options';
import { throwProblems, validateProps } from './validate-props';

/**
 * A claim that tasks can use: a new one (`GitRepoClaim`), or one that exists or is created elsewhere. It can be used where
 * cdk8s-plus expects a PersistentVolumeClaim, such as in `Volume.fromPersistentVolumeClaim`.
 */
export interface IGitRepoClaim extends IConstruct {
  /** Name of the PersistentVolumeClaim. */
  readonly claimName: string;
  /** Access mode of the claim. */
  readonly pvcAccessMode: AccessMode;
  /** User and group of all pods on the claim; `null` if the cluster chooses them. */
  readonly runAsUser: number | null;
  /** Group that owns the volume; `null` if the cluster chooses it. */
  readonly fsGroup: number | null;
  /**
   * Level of the Pod Security standards that the namespace enforces: it decides which capabilities tasks may have.
   *
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurityLevel;
  /** Whether it is the claim of a repository: trees are cloned from a mirror on it. */
  readonly hasMirror: boolean;
  /**
   * Labels of all pods on the claim. A pod of your own that mounts the claim needs them and `affinity`. They are empty
   * unless the access mode is `ReadWriteOnce`.
   */
  readonly podLabels: Readonly<Record<string, string>>;
  /**
   * Affinity of all pods on the claim: the value of `affinity` in the spec of a pod. It schedules the pod on the node of the
   * other pods with `podLabels`. It is empty unless the access mode is `ReadWriteOnce`.
   */
  readonly affinity: ClaimAffinity;
  /** Name of the PersistentVolumeClaim, as cdk8s-plus calls it. */
  readonly name: string;
  /** API version of a PersistentVolumeClaim. */
  readonly apiVersion: string;
  /** API group of a PersistentVolumeClaim: empty, for the core group. */
  readonly apiGroup: string;
  /** Kind of the object: `PersistentVolumeClaim`. */
  readonly kind: string;
  /** Type of the resource in roles: `persistentvolumeclaims`. */
  readonly resourceType: string;
  /** Name of the PersistentVolumeClaim, as cdk8s-plus calls it in roles. */
  readonly resourceName: string;
}

/** What names a claim: exactly one of these. */
interface ClaimNaming {
  readonly claimName?: string;
  readonly taskId?: string;
  readonly repository?: string;
}

/** What new claims and references to claims have in common. */
export abstract class GitRepoClaimBase extends Construct implements IGitRepoClaim {
  readonly claimName: string;
  readonly pvcAccessMode: AccessMode;
  readonly runAsUser: number | null;
  readonly fsGroup: number | null;
  readonly podSecurity?: PodSecurityLevel;
  readonly hasMirror: boolean;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly affinity: ClaimAffinity;
  readonly name: string;
  readonly apiVersion: string = k8s.KubePersistentVolumeClaim.GVK.apiVersion;
  readonly apiGroup: string = '';
  readonly kind: string = k8s.KubePersistentVolumeClaim.GVK.kind;
  readonly resourceType: string = 'persistentvolumeclaims';
  readonly resourceName: string;

  constructor(
    scope: Construct,
    id: string,
    schema: z.ZodMiniType,
    props: ClaimNaming & ClaimReferenceOptions & PodSecurityOptions,
  ) {
    super(scope, id);
    validateProps(this, schema, props, () => checkPodSecurity(props, props.podSecurity));
    const attributes = claimAttributes(nameOf(this, props), props);
    this.claimName = this.name = this.resourceName = attributes.claimName;
    this.pvcAccessMode = attributes.pvcAccessMode;
    this.runAsUser = attributes.runAsUser;
    this.fsGroup = attributes.fsGroup;
    this.podSecurity = props.podSecurity;
    this.hasMirror = props.repository !== undefined;
    this.podLabels = claimLabels(attributes);
    this.affinity = claimAffinity(attributes) ?? {};
  }
}

function nameOf(construct: Construct, { claimName: name, taskId, repository }: ClaimNaming): string {
  if (name !== undefined) return name;
  if ((taskId === undefined) === (repository === undefined)) {
    throwProblems(construct, [{ path: [], message: 'needs either taskId or repository' }]);
  }
  return claimName((taskId ?? repository)!);
}
