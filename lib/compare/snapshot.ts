import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { LABELS, parseJobName } from '../kubernetes/names';
import type { Manifest } from '../output/manifest';

/** The fields that are read from a Job. A committed manifest may lack any of them. */
export interface Job extends KubernetesObject {
  readonly spec?: {
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly template?: { readonly spec?: { readonly volumes?: readonly Volume[] } };
  };
}

export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name?: string };
}

/** The fields that are read from a PersistentVolumeClaim. A committed manifest may lack any of them. */
export interface Claim extends KubernetesObject {
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
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
  /** Namespace of the tasks, if the manifests have one. */
  readonly namespace?: string;
}

/** Sorts the objects of manifests by their kinds. */
export function takeSnapshot(manifests: Iterable<Pick<Manifest, 'objects'>>): Snapshot {
  const jobs = new Map<string, Job>();
  const claims = new Map<string, Claim>();
  const configMaps = new Map<string, object>();
  const applicationSets = new Map<string, object>();
  let namespace: string | undefined;
  for (const { objects } of manifests) {
    for (const object of objects as readonly KubernetesObject[]) {
      const { name } = object.metadata;
      if (object.kind === 'Job') jobs.set(taskLabel(object, LABELS.taskId), object);
      if (object.kind === 'PersistentVolumeClaim') claims.set(name, object);
      if (object.kind === 'ConfigMap') configMaps.set(name, object);
      // An ApplicationSet is in the namespace of Argo CD.
      if (object.kind === 'ApplicationSet') applicationSets.set(name, object);
      else ({ namespace } = object.metadata);
    }
  }
  return { jobs, claims, configMaps, applicationSets, namespace };
}

type TaskLabel = (typeof LABELS)['taskId' | 'rootTaskId' | 'parentTaskId'];

/** Returns a label of a Job, or an empty string. */
export function taskLabel({ metadata }: Job, name: TaskLabel): string {
  return metadata.labels?.[name] ?? '';
}

/** Returns the run in the name of a Job. */
export function runOf({ metadata }: Job): number {
  return parseJobName(metadata.name).run;
}
