import { parseJobName } from '../kubernetes/names';
import type { Manifest } from '../output/manifest';

/** As much of a Job of `dist/` as is compared. */
export interface Job {
  readonly kind: 'Job';
  readonly metadata: Metadata;
  readonly spec: {
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly podFailurePolicy?: object;
    readonly template: { readonly metadata: object; readonly spec: PodSpec };
  };
}

export interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string }[];
}

/** As much of a PersistentVolumeClaim of `dist/` as is compared. */
export interface Claim {
  readonly kind: 'PersistentVolumeClaim';
  readonly metadata: Metadata;
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly storageClassName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

interface ApplicationSet {
  readonly kind: 'ApplicationSet';
  readonly metadata: Metadata;
}

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** All Kubernetes objects of a `dist/`. */
export interface Snapshot {
  /** By the ID of the task, in the order of the manifests. */
  readonly jobs: ReadonlyMap<string, Job>;
  /** By name. */
  readonly claims: ReadonlyMap<string, Claim>;
  /** ApplicationSets, by name. */
  readonly applicationSets: ReadonlyMap<string, object>;
  readonly namespace?: string;
}

export function snapshot(manifests: Iterable<Pick<Manifest, 'objects'>>): Snapshot {
  const jobs = new Map<string, Job>();
  const claims = new Map<string, Claim>();
  const applicationSets = new Map<string, object>();
  let namespace: string | undefined;
  for (const { objects } of manifests) {
    for (const object of objects as readonly (Job | Claim | ApplicationSet)[]) {
      if (object.kind === 'Job') jobs.set(label(object, 'task-id'), object);
      if (object.kind === 'PersistentVolumeClaim') claims.set(object.metadata.name, object);
      if (object.kind === 'ApplicationSet') applicationSets.set(object.metadata.name, object);
      else ({ namespace } = object.metadata);
    }
  }
  return { jobs, claims, applicationSets, namespace };
}

export function label({ metadata }: Job, name: 'task-id' | 'root-task-id' | 'parent-task-id'): string {
  return metadata.labels?.[name] ?? '';
}

export function runOf(job: Job): number {
  return parseJobName(job.metadata.name).run;
}
