import { Testing, type Chart } from 'cdk8s';
import type { IIoK8sApiBatchV1Job as Job } from 'kubernetes-models/batch/v1';
import type { IIoK8sApiCoreV1PersistentVolumeClaim as Claim } from 'kubernetes-models/v1';

export type { Claim, Job };
export type PodSpec = NonNullable<NonNullable<Job['spec']>['template']['spec']>;
export type Container = PodSpec['containers'][number];

/** The objects of a chart that `build` fills. */
export function objectsOf(build: (chart: Chart) => void): object[] {
  const chart = Testing.chart();
  build(chart);
  return Testing.synth(chart) as object[];
}

export function claimsOf(objects: readonly object[]): Claim[] {
  return objects.filter((object): object is Claim => 'kind' in object && object.kind === 'PersistentVolumeClaim');
}

export function jobsOf(objects: readonly object[]): Job[] {
  return objects.filter((object): object is Job => 'kind' in object && object.kind === 'Job');
}

export function podOf(job: Job): PodSpec {
  return job.spec!.template.spec!;
}

export function mainOf(job: Job): Container {
  return podOf(job).containers[0]!;
}

export function initOf(job: Job): Container {
  return podOf(job).initContainers![0]!;
}
