import type { k8s } from '../kubernetes/k8s';
import type { Resources } from '../kubernetes/resources';

/** The value of an environment variable: text, or a key of a Secret. */
export type EnvValue = string | { readonly secret: string; readonly key: string };

/** What a task runs and how, wherever its tree comes from. */
export interface JobOptions extends MainOptions, RunOptions, PodOptions {
  /**
   * The task's ID: a valid label value, unique in the namespace. Names of Kubernetes objects and folders follow from it.
   */
  readonly taskId: string;
}

/** The container `main`. */
export interface MainOptions {
  /** The container image that works on the tree. */
  readonly image: string;

  /**
   * Replaces the image's entrypoint.
   *
   * @default - the image's
   */
  readonly command?: readonly string[];

  /**
   * Replaces the image's arguments.
   *
   * @default - the image's
   */
  readonly args?: readonly string[];

  /**
   * Environment variables, in this order, after `TASK_ID`, `PARENT_TASK_ID` (a child's), `REPO_URL`, `HOME` (unless it
   * is given here) and git's `safe.directory`. Kubernetes expands `$(NAME)` in the values.
   *
   * @default - none
   */
  readonly env?: Readonly<Record<string, EnvValue>>;

  /**
   * Requests and limits. A resource that is not named has its default.
   *
   * @default - requests 100m CPU, 256Mi memory, 256Mi ephemeral-storage; limits 2 CPU, 2Gi, 2Gi
   */
  readonly resources?: Resources;

  /**
   * Whether the root filesystem is read-only; `/tmp` and the tree can be written anyway.
   *
   * @default true
   */
  readonly readOnlyRootFilesystem?: boolean;

  /**
   * How much `/tmp` holds, as a Kubernetes quantity. It counts against the limit of ephemeral-storage.
   *
   * @default '1Gi'
   */
  readonly tmpSize?: string;

  /**
   * Where the tree is mounted; also the working directory.
   *
   * @default '/git-repo'
   */
  readonly mountPath?: string;
}

/** The Job: how often it tries, and how long. */
export interface RunOptions {
  /**
   * How often the task was asked to run: 1 to 999. Another number is another Job, on a tree of its own.
   *
   * @default 1
   */
  readonly run?: number;

  /**
   * What a retry finds: the state that the first attempt found (`clean`), or what the failed attempt left (`continue`).
   *
   * @default 'clean'
   */
  readonly retry?: 'clean' | 'continue';

  /**
   * How many failed attempts are followed by another one.
   *
   * @default 4
   */
  readonly backoffLimit?: number;

  /**
   * Seconds that the whole run may take, waiting and retries included.
   *
   * @default 21600 (six hours)
   */
  readonly activeDeadlineSeconds?: number;
}

/** The pod: where it runs and what it carries. */
export interface PodOptions {
  /**
   * Labels that a node must have.
   *
   * @default - any node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;

  /**
   * Taints that the pod tolerates.
   *
   * @default - none
   */
  readonly tolerations?: readonly k8s.Toleration[];

  /**
   * Names of Secrets to pull the images with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];

  /**
   * The ServiceAccount to run as; its token is mounted.
   *
   * @default - the namespace's default one, without a token
   */
  readonly serviceAccountName?: string;

  /**
   * Name of the PriorityClass.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;

  /**
   * Labels of the Job and the pod, beside this project's own.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Annotations of the pod.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** How a root's tree is cloned. */
export interface CloneOptions {
  /** URL of the repository: https, http, ssh or scp-like. */
  readonly repoUrl: string;

  /**
   * A branch, a tag or a full commit.
   *
   * @default - the repository's default branch
   */
  readonly ref?: string;

  /**
   * How many commits of history to fetch. Not with a repository's claim, whose mirror is whole.
   *
   * @default - all
   */
  readonly depth?: number;

  /**
   * Name of the Secret to clone with: `kubernetes.io/basic-auth` for https and http, `kubernetes.io/ssh-auth` with
   * `known_hosts` for ssh. Its key `ca.crt`, if any, is the CA to trust for https.
   *
   * @default - none: a public repository
   */
  readonly gitSecret?: string;

  /**
   * The image that clones, and copies for the root's descendants: with sh, git, ssh and flock.
   *
   * @default - `alpine/git` v2.54.0, by digest
   */
  readonly gitImage?: string;

  /**
   * Requests and limits of the container that clones or copies. A resource that is not named has its default.
   *
   * @default - requests 100m CPU, 128Mi memory, 128Mi ephemeral-storage; limits 1 CPU, 1Gi, 1Gi
   */
  readonly gitResources?: Resources;
}
