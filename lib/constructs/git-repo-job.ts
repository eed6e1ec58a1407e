import { Construct } from 'constructs';
import { k8s } from '../kubernetes/k8s';
import {
  ANNOTATIONS,
  APP,
  ARGO_CD_ANNOTATIONS,
  CLAIM_VOLUME,
  CONTAINERS,
  inputPath,
  jobName,
  LABELS,
  treeName,
  treePath,
} from '../kubernetes/names';
import { mergeResources } from '../kubernetes/merge-resources';
import { toQuantities } from '../kubernetes/resource-requirements';
import { containerSecurityContext, podSecurityContext } from '../kubernetes/security-context';
import { initContainer, initContainerName, type Source } from '../workspace/init-container';
import { FAIL_JOB_EXIT_CODE } from '../workspace/scripts';
import { pushContainers } from '../workspace/push-containers';
import type { DnsConfig } from '../validation/dns-config';
import { isSameRepository } from '../validation/git-url';
import type { Resources } from '../validation/resources';
import { DEFAULTS } from './defaults';
import type { IGitRepoClaim } from './git-repo-claim-base';
import { claimVolume, ephemeralVolume, type TreeVolume } from './tree-volume';
import type { TaskConstructProps } from './compare-task';
import { KubeJob } from './kube-job';
import { mainEnvironment } from './main-environment';
import { toVolumeMounts, toVolumes } from './main-volumes';
import { sidecarContainers } from './sidecar-containers';
import type { ClaimReferenceOptions } from './options/claim-options';
import type { CloneOptions } from './options/clone-options';
import type { EphemeralVolume } from './options/ephemeral-options';
import type { PushTaskOptions } from './options/push-options';
import type { PodSecurityOptions } from './options/pod-security-options';
import type { TaskKind } from './options/task-kinds';
import type { JobOptions } from './options/task-options';
import { requireInstance, requireInstances, requireProps } from './validate-props';
import { validateTask } from './validate-task';
import { WorkspaceScripts, type IWorkspaceScripts } from './workspace-scripts';

/** Props of a root task's Job: it clones the repository into a tree on `claim`. */
export interface RootJobProps extends JobOptions, CloneOptions {
  /** The claim to use. */
  readonly claim: IGitRepoClaim;
  /**
   * The ConfigMap with the scripts that prepare the tree, also the trees of the task's descendants.
   *
   * @default - the ConfigMap of the chart, which is created if the chart has none
   */
  readonly scripts?: IWorkspaceScripts;
  readonly parent?: undefined;
  readonly inputs?: undefined;
  readonly push?: undefined;
}

/** Props of a root task's Job that keeps nothing: its tree is on a volume that is deleted with the pod. */
export interface EphemeralJobProps
  extends JobOptions, CloneOptions, PodSecurityOptions, Pick<ClaimReferenceOptions, 'runAsUser' | 'fsGroup'> {
  /** The volume of the tree. */
  readonly ephemeral: EphemeralVolume;
  /**
   * The ConfigMap with the scripts that prepare the tree.
   *
   * @default - the ConfigMap of the chart, which is created if the chart has none
   */
  readonly scripts?: IWorkspaceScripts;
  readonly claim?: undefined;
  readonly parent?: undefined;
  readonly inputs?: undefined;
  readonly push?: undefined;
}

/** Props of a child task's Job: it copies the tree of its parent's run, on the claim and with the git image of its root. */
export interface ChildJobProps extends JobOptions {
  /** The Job of the parent task. */
  readonly parent: GitRepoJob;
  /**
   * Jobs of other tasks of the chain. This Job starts when they are complete too, and their trees are mounted read-only at
   * `/inputs`, in folders that have the names of the tasks.
   *
   * @default - none
   */
  readonly inputs?: readonly GitRepoJob[];
  /**
   * May only repeat the URL of the root.
   *
   * @default - the URL of the root
   */
  readonly repoUrl?: string;
  readonly push?: undefined;
}

/** Props of the Job of a task that pushes what its parent's run left. It has no tree of its own. */
export interface PushJobProps extends PushTaskOptions {
  /** The Job of the parent task. */
  readonly parent: GitRepoJob;
  /**
   * May only repeat the URL of the root.
   *
   * @default - the URL of the root
   */
  readonly repoUrl?: string;
}

/** Props of a Job: with `parent`, those of a child task, otherwise those of a root task. With `push`, those of one that pushes. */
export type GitRepoJobProps = RootJobProps | EphemeralJobProps | ChildJobProps | PushJobProps;

/** Props of a Job that runs an image. */
type TaskJobProps = Exclude<GitRepoJobProps, PushJobProps>;

/** The part of a pod that depends on whether it runs an image or pushes. */
interface PodContainers {
  readonly initContainers: k8s.Container[];
  readonly containers: k8s.Container[];
  readonly volumes: k8s.Volume[];
}

const TMP = 'tmp';

/** The Job of a task's run: an init container prepares the tree, and the container `main` works in it. */
export class GitRepoJob extends Construct {
  /** Name of the Job. */
  readonly jobName: string;
  /** ID of the task. */
  readonly taskId: string;
  /** ID of the root task of the chain. */
  readonly rootTaskId: string;
  /** Name of the tree: a folder under `trees/` on the claim. */
  readonly tree: string;
  /** Sync wave of the Job in Argo CD: 0 for a root task, otherwise one more than the highest of its parent and its inputs. */
  readonly syncWave: number;
  /** Whether the tree is deleted with its pod. The task then has no claim. */
  readonly isEphemeral: boolean;
  /** Whether the task has a tree. A task that pushes has none. */
  readonly hasTree: boolean;
  /** URL of the git repository that the root of the chain cloned. */
  readonly repoUrl: string;
  /** Branch, tag or commit that the root of the chain cloned; `undefined` for the default branch. */
  readonly ref: string | undefined;
  private readonly scripts: IWorkspaceScripts;
  private readonly chainClaim?: IGitRepoClaim;
  private readonly volume: TreeVolume;
  private readonly resource: KubeJob;
  private readonly root: Pick<RootJobProps, 'taskId' | 'run' | 'ref' | 'gitImage' | 'gitResources'>;
  /** Sorted by ID, so that the order of the props does not matter. */
  private readonly inputs: readonly GitRepoJob[];

  constructor(scope: Construct, id: string, props: GitRepoJobProps) {
    super(scope, id);
    requireProps(this, props);
    const { parent } = props;
    if (parent !== undefined) requireInstance(this, ['parent'], parent, GitRepoJob);
    const { inputs } = props as Pick<ChildJobProps, 'inputs'>;
    requireInstances(this, 'inputs', inputs, GitRepoJob);
    validateTask(this, kindOf(props), props);
    const run = props.run ?? DEFAULTS.run;
    this.taskId = props.taskId;
    this.jobName = jobName(props.taskId, run);
    this.tree = treeName(props.taskId, run);
    this.hasTree = props.push === undefined;
    this.inputs = (inputs ?? []).toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1));
    this.syncWave = parent ? Math.max(...[parent, ...this.inputs].map(({ syncWave }) => syncWave)) + 1 : 0;
    this.chainClaim = parent ? parent.claim : props.claim;
    this.isEphemeral = this.chainClaim === undefined;
    this.volume = parent ? parent.volume : volumeOf(props);
    this.repoUrl = parent ? parent.repoUrl : props.repoUrl;
    this.scripts = parent ? parent.scripts : (props.scripts ?? WorkspaceScripts.of(this));
    this.root = parent ? parent.root : props;
    this.rootTaskId = this.root.taskId;
    this.ref = this.root.ref;

    const labels = {
      [LABELS.app]: APP,
      [LABELS.taskId]: this.taskId,
      [LABELS.rootTaskId]: this.rootTaskId,
      ...(parent && { [LABELS.parentTaskId]: parent.taskId }),
      ...props.labels,
    };

    this.resource = new KubeJob(this, 'Resource', {
      metadata: {
        name: this.jobName,
        labels,
        annotations: {
          [ARGO_CD_ANNOTATIONS.syncWave]: String(this.syncWave),
          ...(props.allowFailure && { [ANNOTATIONS.allowFailure]: 'true' }),
        },
      },
      spec: {
        backoffLimit: props.backoffLimit ?? DEFAULTS.backoffLimit,
        activeDeadlineSeconds: props.activeDeadlineSeconds ?? DEFAULTS.activeDeadlineSeconds,
        podReplacementPolicy: 'Failed',
        podFailurePolicy: podFailurePolicy(props.push ? undefined : initContainerName(this.source(props))),
        template: {
          metadata: { labels: { ...labels, ...this.volume.podLabels }, annotations: props.annotations },
          spec: this.podSpec(props),
        },
      },
    });
  }

  /**
   * The claim of the chain.
   *
   * @throws if the task is ephemeral
   */
  get claim(): IGitRepoClaim {
    if (this.chainClaim) return this.chainClaim;
    throw new Error(`${this.node.path}: an ephemeral task has no claim`);
  }

  /**
   * Returns why the rendered Job is too large to be applied, or `undefined`. Rendering such a Job throws the same message.
   *
   * @internal
   */
  _findSizeProblem(): string | undefined {
    return this.resource.findSizeProblem();
  }

  private podSpec(props: GitRepoJobProps): k8s.PodSpec {
    const { serviceAccountName } = props as Pick<JobOptions, 'serviceAccountName'>;
    const { initContainers, containers, volumes } = props.push ? this.pushPod(props) : this.taskPod(props);
    return {
      restartPolicy: 'Never',
      enableServiceLinks: false,
      // Explicit, because the ServiceAccount may say otherwise.
      automountServiceAccountToken: serviceAccountName !== undefined,
      serviceAccountName,
      priorityClassName: props.priorityClassName,
      runtimeClassName: props.runtimeClassName,
      hostUsers: props.hostUsers,
      terminationGracePeriodSeconds: props.terminationGracePeriodSeconds,
      nodeSelector: { ...DEFAULTS.nodeSelector, ...props.nodeSelector },
      tolerations: props.tolerations && [...props.tolerations],
      dnsConfig: props.dnsConfig && toPodDnsConfig(props.dnsConfig),
      imagePullSecrets: props.imagePullSecrets?.map((name) => ({ name })),
      affinity: this.volume.affinity,
      securityContext: podSecurityContext(this.volume.user),
      initContainers,
      containers,
      volumes: [{ name: CLAIM_VOLUME, ...this.volume.source }, ...volumes],
    };
  }

  /** Returns what the containers of the root's git image have in common. */
  private gitContainer(): { image: string; resources: Required<Resources>; scripts: string; volume: string } {
    return {
      image: this.root.gitImage ?? DEFAULTS.gitImage,
      resources: mergeResources(DEFAULTS.gitResources, this.root.gitResources),
      scripts: this.scripts.configMapName,
      volume: CLAIM_VOLUME,
    };
  }

  private pushPod({ parent, push }: PushJobProps): PodContainers {
    const { url = this.repoUrl, force = DEFAULTS.pushForce, allowDefault = false, ...target } = push;
    const { containers, volumes } = pushContainers({
      ...this.gitContainer(),
      target: { ...target, repoUrl: url, force, allowDefault },
      tree: this.tree,
      parentTaskId: parent.taskId,
      parentTree: parent.tree,
      startTree: isSameRepository(url, this.repoUrl)
        ? treeName(this.root.taskId, this.root.run ?? DEFAULTS.run)
        : undefined,
      mountPath: DEFAULTS.mountPath,
    });
    return { initContainers: containers.slice(0, -1), containers: containers.slice(-1), volumes };
  }

  private taskPod(props: TaskJobProps): PodContainers {
    const mountPath = props.mountPath ?? DEFAULTS.mountPath;
    const git = this.gitContainer();
    const resources = mergeResources(DEFAULTS.resources, props.resources);
    const init = initContainer({
      ...git,
      source: this.source(props),
      tree: this.tree,
      retry: props.retry ?? DEFAULTS.retry,
      keepRuns: props.keepRuns,
      mountPath,
    });
    const sidecars = sidecarContainers({
      sidecars: props.sidecars,
      treeMount: this.treeMount(mountPath),
      image: git.image,
      // Those of `main`, which runs after it: so the pod needs no more than without it.
      resources,
    });
    return {
      initContainers: [init.container, ...sidecars.containers],
      containers: [this.main(props, { mountPath, resources })],
      volumes: [
        { name: TMP, emptyDir: { sizeLimit: k8s.Quantity.fromString(props.tmpSize ?? DEFAULTS.tmpSize) } },
        ...init.volumes,
        ...toVolumes(props.volumes),
        ...sidecars.volumes,
      ],
    };
  }

  private main(
    props: TaskJobProps,
    { mountPath, resources }: { readonly mountPath: string; readonly resources: Required<Resources> },
  ): k8s.Container {
    return {
      name: CONTAINERS.main,
      image: props.image,
      imagePullPolicy: props.imagePullPolicy,
      command: props.command && [...props.command],
      args: props.args && [...props.args],
      workingDir: mountPath,
      ...mainEnvironment({
        taskId: this.taskId,
        parentTaskId: props.parent?.taskId,
        repoUrl: this.repoUrl,
        env: props.env,
        envFrom: props.envFrom,
      }),
      resources: toQuantities(resources),
      securityContext: containerSecurityContext(
        props.readOnlyRootFilesystem ?? DEFAULTS.readOnlyRootFilesystem,
        props.capabilities,
      ),
      volumeMounts: [
        this.treeMount(mountPath),
        { name: TMP, mountPath: '/tmp' },
        ...this.inputs.map((input) => ({
          name: CLAIM_VOLUME,
          mountPath: inputPath(input.taskId),
          subPath: treePath(input.tree),
          readOnly: true,
        })),
        ...toVolumeMounts(props.volumes),
      ],
    };
  }

  private treeMount(mountPath: string): k8s.VolumeMount {
    return { name: CLAIM_VOLUME, mountPath, subPath: treePath(this.tree) };
  }

  private source(props: TaskJobProps): Source {
    const { parent } = props;
    if (parent) return { kind: 'copy', parentTaskId: parent.taskId, parentTree: parent.tree, inputs: this.inputs };
    const { repoUrl, ref, depth, gitSecret } = props;
    return { kind: 'clone', repoUrl, ref, depth, gitSecret, hasMirror: this.volume.hasMirror };
  }
}

/** Returns the volume of the trees of a root task's chain. */
function volumeOf(props: RootJobProps | EphemeralJobProps): TreeVolume {
  return props.claim ? claimVolume(props.claim) : ephemeralVolume(props.taskId, props.ephemeral, props);
}

function kindOf({ parent, push, claim, ephemeral }: TaskConstructProps): TaskKind {
  if (parent !== undefined) return push === undefined ? 'child' : 'push';
  return claim === undefined && ephemeral !== undefined ? 'ephemeralRoot' : 'rootOnClaim';
}

/** @param container The only container whose exit code can fail the Job; by default any. */
function podFailurePolicy(container?: string): k8s.PodFailurePolicy {
  const onExitCodes = { containerName: container, operator: 'In', values: [FAIL_JOB_EXIT_CODE] };
  return {
    rules: [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      // The type requires onPodConditions too, but Kubernetes allows only one of the two.
      { action: 'FailJob', onExitCodes } as k8s.PodFailurePolicyRule,
    ],
  };
}

function toPodDnsConfig({ nameservers, searches, options }: DnsConfig): k8s.PodDnsConfig {
  return {
    nameservers: nameservers && [...nameservers],
    searches: searches && [...searches],
    options: options && [...options],
  };
}
