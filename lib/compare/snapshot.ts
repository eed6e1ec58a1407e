import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { parseInputs } from '../kubernetes/input-variable';
import { ARGO_CD_ANNOTATIONS, CLAIM_VOLUME, LABELS, parseJobName, VARIABLES } from '../kubernetes/names';
import type { Manifest } from '../output/manifest';
import type { Destination } from './destination';

/** The fields that are read from a Job. A committed manifest may lack any of them. */
export interface Job extends KubernetesObject {
  readonly spec?: {
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly template?: {
      readonly spec?: { readonly volumes?: readonly Volume[]; readonly initContainers?: readonly Container[] };
    };
  };
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

export interface Volume {
  readonly name?: string;
  readonly configMap?: { readonly name?: string };
  readonly persistentVolumeClaim?: { readonly claimName?: string };
}

/** The fields that are read from a PersistentVolumeClaim. A committed manifest may lack any of them. */
export interface Claim extends KubernetesObject {
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
}

/** The fields that are read from an ApplicationSet. */
interface ApplicationSet extends KubernetesObject {
  readonly spec?: {
    readonly template?: { readonly spec?: { readonly destination?: Destination } };
  };
}

/** The Kubernetes objects of dist/ at one time. */
export interface Snapshot {
  /** Jobs by task ID, in the order of the manifests. */
  readonly jobs: ReadonlyMap<string, Job>;
  /** PersistentVolumeClaims by name. */
  readonly claims: ReadonlyMap<string, Claim>;
  /** ConfigMaps with the shell scripts, by name. */
  readonly configMaps: ReadonlyMap<string, object>;
  /** ApplicationSets by name. */
  readonly applicationSets: ReadonlyMap<string, object>;
  /** Objects of a guard, by kind and name: `AppProject keruta`. */
  readonly guardObjects: ReadonlyMap<string, object>;
  /** Where the objects are, as far as an ApplicationSet or the manifests name it. */
  readonly destination: Destination;
}

/** Kinds of the objects that `argoCd.guard` writes. */
const GUARD_KINDS = new Set(['AppProject', 'NetworkPolicy', 'ResourceQuota', 'LimitRange']);

/** Sorts the objects of manifests by their kinds. */
export function takeSnapshot(manifests: Iterable<Pick<Manifest, 'objects'>>): Snapshot {
  const jobs = new Map<string, Job>();
  const claims = new Map<string, Claim>();
  const configMaps = new Map<string, object>();
  const applicationSets = new Map<string, object>();
  const guardObjects = new Map<string, object>();
  let namespace: string | undefined;
  let destination: Destination | undefined;
  for (const { objects } of manifests) {
    for (const manifest of objects as readonly KubernetesObject[]) {
      if (manifest.kind === 'ApplicationSet') {
        applicationSets.set(manifest.metadata.name, manifest);
        destination = (manifest as ApplicationSet).spec?.template?.spec?.destination;
        continue;
      }
      if (GUARD_KINDS.has(manifest.kind)) {
        guardObjects.set(`${manifest.kind} ${manifest.metadata.name}`, manifest);
        continue;
      }
      namespace = manifest.metadata.namespace;
      const object = withoutNamespace(manifest);
      const { name } = object.metadata;
      if (object.kind === 'Job') jobs.set(taskLabel(object, LABELS.taskId), object);
      if (object.kind === 'PersistentVolumeClaim') claims.set(name, object);
      if (object.kind === 'ConfigMap') configMaps.set(name, object);
    }
  }
  return {
    jobs,
    claims,
    configMaps,
    applicationSets,
    guardObjects,
    destination: { ...destination, namespace: destination?.namespace ?? namespace },
  };
}

/** The namespace is part of the snapshot's destination: with Argo CD, the manifests do not name it. */
function withoutNamespace(object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace: undefined } };
}

type TaskLabel = (typeof LABELS)['taskId' | 'rootTaskId' | 'parentTaskId'];

/** Returns a label of a Job, or an empty string. */
export function taskLabel({ metadata }: Job, name: TaskLabel): string {
  return metadata.labels?.[name] ?? '';
}

/** Returns the IDs of the inputs of a task. */
export function inputsOf(job: Job): string[] {
  return parseInputs(initVariable(job, VARIABLES.inputs) ?? '').map(({ taskId }) => taskId);
}

/** Returns a variable of the init container that prepares the tree of a Job. */
export function initVariable({ spec }: Job, variable: string): string | undefined {
  const [init] = spec?.template?.spec?.initContainers ?? [];
  return init?.env?.find(({ name }) => name === variable)?.value;
}

/** Returns the IDs of the tasks whose trees a task needs: of its parent and its inputs. */
export function neededTasks(job: Job): string[] {
  return [taskLabel(job, LABELS.parentTaskId), ...inputsOf(job)].filter(Boolean);
}

/** Returns the run in the name of a Job. */
export function runOf({ metadata }: Job): number {
  return parseJobName(metadata.name).run;
}

/** Returns the name of the claim that contains the tree of a Job. An ephemeral task has none. */
export function claimOf(job: Job): string | undefined {
  return treeVolumeOf(job)?.persistentVolumeClaim?.claimName;
}

/** Whether the tree of a Job is deleted with its pod. */
export function isEphemeral(job: Job): boolean {
  const volume = treeVolumeOf(job);
  return volume !== undefined && volume.persistentVolumeClaim === undefined;
}

function treeVolumeOf({ spec }: Job): Volume | undefined {
  return spec?.template?.spec?.volumes?.find(({ name }) => name === CLAIM_VOLUME);
}

/** Whether Argo CD applies the manifests: otherwise `npm run apply` does, which deletes nothing that leaves the list. */
export function hasArgoCd({ applicationSets }: Snapshot): boolean {
  return applicationSets.size > 0;
}

/** Whether Argo CD keeps a claim that is no longer in the list. */
export function isKept({ metadata }: Claim): boolean {
  return metadata.annotations?.[ARGO_CD_ANNOTATIONS.syncOptions]?.includes('Prune=false') ?? false;
}
