import { formatValue } from './format-value';
import { oneFieldOf } from './one-field';
import type { PathProblem } from './path-problem';
import { text } from './text';
import type { Validator } from './validator';

/** The token of a ServiceAccount for another service than the Kubernetes API. */
export interface ServiceAccountToken {
  /** Who accepts the token, such as `vault`. */
  readonly audience: string;

  /**
   * Seconds after which the token expires: at least 600. Kubernetes replaces the file before.
   *
   * @default 3600
   */
  readonly expirationSeconds?: number;
}

/**
 * A volume that `main` mounts. It has exactly one of `configMap`, `secret`, `claim`, `emptyDir` and `serviceAccountToken`.
 * Volumes of the other kinds than `claim` and `emptyDir` are read-only.
 */
export interface PodVolume {
  /** Where the volume is mounted. */
  readonly mountPath: string;

  /**
   * Name of a ConfigMap. Each key is a file.
   *
   * @default - the volume is of another kind
   */
  readonly configMap?: string;

  /**
   * Name of a Secret. Each key is a file.
   *
   * @default - the volume is of another kind
   */
  readonly secret?: string;

  /**
   * Name of a PersistentVolumeClaim that exists, and that has no working trees.
   *
   * @default - the volume is of another kind
   */
  readonly claim?: string;

  /**
   * Size of an empty folder, as a Kubernetes quantity. The folder is deleted with the pod.
   *
   * @default - the volume is of another kind
   */
  readonly emptyDir?: string;

  /**
   * A token of the pod's ServiceAccount, in the file `token`.
   *
   * @default - the volume is of another kind
   */
  readonly serviceAccountToken?: ServiceAccountToken;

  /**
   * Whether the pod starts if the ConfigMap or the Secret does not exist.
   *
   * @default false
   */
  readonly optional?: boolean;

  /**
   * Whether the claim is read-only.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * Where an `emptyDir` is stored. In `Memory`, its files count towards the memory of the container.
   *
   * @default - on the disk of the node, where they count towards ephemeral-storage
   */
  readonly medium?: 'Memory';
}

/** Validates who accepts a token. */
export const audience: Validator = (value) =>
  value.trim() === '' ? 'is empty; use the name of the service that accepts the token, such as vault' : text(value);

/** The kinds of volumes, and the fields that only they have. */
const FIELDS_OF_KIND = {
  configMap: ['optional'],
  secret: ['optional'],
  claim: ['readOnly'],
  emptyDir: ['medium'],
  serviceAccountToken: [],
} as const satisfies Partial<Record<keyof PodVolume, readonly (keyof PodVolume)[]>>;

type VolumeKind = keyof typeof FIELDS_OF_KIND;

export const VOLUME_KINDS = Object.keys(FIELDS_OF_KIND) as VolumeKind[];

const oneKind = oneFieldOf(VOLUME_KINDS);

/** Validates the fields of a volume together. */
export const podVolume: Validator<PodVolume> = (volume) => oneKind(volume) ?? checkFieldsOfKind(volume);

function checkFieldsOfKind(volume: PodVolume): string | undefined {
  const kind = VOLUME_KINDS.find((name) => Object.hasOwn(volume, name))!;
  const allowed: readonly string[] = FIELDS_OF_KIND[kind];
  const field = Object.values(FIELDS_OF_KIND)
    .flat()
    .find((name) => Object.hasOwn(volume, name) && !allowed.includes(name));
  if (field === undefined) return undefined;
  const kinds = VOLUME_KINDS.filter((name) => (FIELDS_OF_KIND[name] as readonly string[]).includes(field));
  return `has ${field}, which only a volume with ${kinds.join(' or ')} may have: remove it`;
}

/** Finds volumes that are mounted at the same path, or inside each other. */
export function checkVolumePaths(volumes: readonly PodVolume[]): PathProblem[] {
  const indexes = new Map<string, number>();
  const repeated = volumes.flatMap(({ mountPath }, index) => {
    const path = resolveRun(mountPath);
    const other = indexes.get(path);
    if (other !== undefined)
      return [volumeProblem(volumes, index, `is also the mountPath of volumes[${other}]; use another folder`)];
    indexes.set(path, index);
    return [];
  });
  const nested = [...indexes].flatMap(([path, index]) => {
    const outer = parentFolders(path)
      .map((folder) => indexes.get(folder))
      .find((other) => other !== undefined);
    if (outer === undefined) return [];
    const place = `volumes[${outer}], which is mounted at ${formatValue(volumes[outer]!.mountPath)}`;
    return [volumeProblem(volumes, index, `is inside ${place}; use a folder outside of it`)];
  });
  return [...repeated, ...nested];
}

/** Finds volumes that are mounted at, inside or around the working tree, which is mounted at `treePath`. */
export function checkTreePath(volumes: readonly PodVolume[], treePath: string): PathProblem[] {
  const treeFolders = new Set(parentFolders(treePath));
  return volumes.flatMap(({ mountPath }, index) => {
    const problem = (relation: string, remedy: string): PathProblem[] => [
      volumeProblem(
        volumes,
        index,
        `${relation} the working tree, which is mounted at ${formatValue(treePath)}; ${remedy}`,
      ),
    ];
    if (treeFolders.has(mountPath)) return problem('contains', 'use a folder beside it');
    return mountPath === treePath || mountPath.startsWith(`${treePath}/`)
      ? problem('is inside', 'use a folder outside of it')
      : [];
  });
}

function volumeProblem(volumes: readonly PodVolume[], index: number, message: string): PathProblem {
  return { path: ['volumes', index, 'mountPath'], message: `${formatValue(volumes[index]!.mountPath)} ${message}` };
}

/** In most images, `/var/run` is a link to `/run`. */
function resolveRun(path: string): string {
  return path.replace(/^\/var\/run(?=\/|$)/, '/run');
}

/** Returns the folders that contain a path, the closest first, without the root folder. */
function parentFolders(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.slice(1).map((_, index) => `/${parts.slice(0, parts.length - 1 - index).join('/')}`);
}

/** Returns why a task must not mount a claim that contains working trees. */
export function claimOfTrees(claim: string): string {
  return `${formatValue(claim)} contains working trees, and a task must not see those of other tasks; mount another claim`;
}
