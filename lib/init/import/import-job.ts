import { DEFAULTS } from '../../constructs/defaults';
import { APP, jobName, LABELS, parseJobName } from '../../kubernetes/names';
import type { TaskEntry } from '../list-text';
import type { FieldReader } from './field-reader';
import { importPod } from './import-pod';

/** Kinds of objects that have a pod, and where. */
const POD_FIELDS: Readonly<Record<string, readonly string[]>> = {
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Job: ['spec', 'template'],
  Pod: [],
};

/** Whether objects of a kind can be imported as a task. */
export function isImportable(kind: string): boolean {
  return Object.hasOwn(POD_FIELDS, kind);
}

/** Returns the task that does what a Job, a CronJob or a Pod does, valid or not, or `undefined` if it clones nothing. */
export function importJob(object: FieldReader, claims: ReadonlyMap<string, FieldReader>): TaskEntry | undefined {
  const kind = object.text('kind') ?? '';
  const metadata = object.object('metadata');
  const fields = POD_FIELDS[kind] ?? [];
  const holders = [object];
  for (const field of fields) holders.push(holders.at(-1)!.object(field));
  const template = holders.at(-1)!;
  // A Pod has activeDeadlineSeconds, too.
  const jobSpec = kind === 'Pod' ? object.object('spec') : holders.at(-2)!;
  const templateMetadata = kind === 'Pod' ? metadata : template.object('metadata');

  const labels = { ...readLabels(metadata), ...readLabels(templateMetadata) };
  const name = metadata.text('name') ?? metadata.text('generateName')?.replace(/-+$/, '') ?? 'task';
  const taskId = labels[LABELS.taskId] ?? parseJobName(name).task;
  const task = importPod(template.object('spec'), { taskId, claims });
  if (!task) return undefined;
  if (kind === 'Job' && name === jobName(taskId, DEFAULTS.run)) {
    metadata.report('name', 'the Job of the task has the same name; delete this one from the cluster first');
  }
  metadata.ignore('generateName', 'namespace');
  const annotations = importAnnotations(templateMetadata);
  if (metadata !== templateMetadata && Object.keys(importAnnotations(metadata)).length > 0) {
    metadata.report('annotations', 'only the pods of a task have annotations');
  }
  return { ...task, ...importLabels(labels, taskId), ...annotations, ...importRuns(jobSpec) };
}

type Labels = Readonly<Partial<Record<string, string>>>;

function readLabels(metadata: FieldReader): Labels {
  return { ...(metadata.value('labels') as Labels | undefined) };
}

/** Labels that Kubernetes gives to Jobs and their pods. */
const GENERATED_LABEL = /^(controller-uid|job-name|batch\.kubernetes\.io\/.*)$/;

/** Those that this project sets to the same values are left out. */
function importLabels(labels: Labels, taskId: string): TaskEntry {
  const own: Labels = { [LABELS.app]: APP, [LABELS.taskId]: taskId, [LABELS.rootTaskId]: taskId };
  const kept = Object.entries(labels).filter(([key, value]) => !GENERATED_LABEL.test(key) && own[key] !== value);
  return kept.length > 0 ? { labels: Object.fromEntries(kept) } : {};
}

/** Annotations that kubectl and Kubernetes write. */
const GENERATED_ANNOTATION = /^(kubectl\.kubernetes\.io|batch\.kubernetes\.io|deployment\.kubernetes\.io)\//;

function importAnnotations(metadata: FieldReader): TaskEntry {
  const annotations = { ...(metadata.value('annotations') as Labels | undefined) };
  const kept = Object.entries(annotations).filter(([key]) => !GENERATED_ANNOTATION.test(key));
  return kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {};
}

function importRuns(job: FieldReader): TaskEntry {
  const seconds = job.ignore('selector').value('activeDeadlineSeconds');
  const backoffLimit = job.value('backoffLimit');
  if (seconds === undefined) {
    job.report('activeDeadlineSeconds', `is not set; the task may take ${DEFAULTS.activeDeadlineSeconds} seconds`);
  }
  return {
    ...(backoffLimit !== undefined && { backoffLimit }),
    ...(seconds !== undefined && { activeDeadlineSeconds: seconds }),
  };
}
