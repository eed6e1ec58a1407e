import type { PodVolume } from '../../validation/pod-volume';
import type { TaskEntry } from '../list-text';
import { FieldReader, type Difference } from './field-reader';
import { importJob, isImportable } from './import-job';

/** An object of a manifest, and what a list cannot express of it. */
export interface ImportedObject {
  /** Kind and name, such as `Job build`. */
  readonly name: string;
  /** The task that it became, valid or not. */
  readonly task?: TaskEntry;
  readonly differences: readonly Difference[];
}

export interface Import {
  /** The namespace of the first object that became a task. */
  readonly namespace?: string;
  readonly objects: readonly ImportedObject[];
}

const CLAIM = 'PersistentVolumeClaim';
const NO_CLONE = 'is not a task: no init container of it runs git clone with a fixed URL';

/** Returns the tasks that do what the Jobs, CronJobs and Pods among the documents of a manifest do. */
export function importManifests(documents: readonly object[]): Import {
  const readers = documents.flatMap(itemsOf).map((document) => new FieldReader(document));
  const claims = new Map(
    readers.filter((reader) => kindOf(reader) === CLAIM).map((reader) => [nameOf(reader), reader]),
  );
  // Jobs first: they read from their claims.
  const tasks = new Map(
    readers
      .filter((reader) => isImportable(kindOf(reader)))
      .map((reader) => [reader, importJob(reader, claims)] as const),
  );
  const mounted = new Set([...tasks.values()].flatMap(mountedClaims));
  const first = readers.find((reader) => tasks.get(reader));
  const namespace = first && namespaceOf(first);
  return {
    namespace,
    objects: readers.map((reader) => {
      const name = `${kindOf(reader)} ${nameOf(reader)}`;
      const task = tasks.get(reader);
      if (isImportable(kindOf(reader)) && !task) reader.reject(NO_CLONE);
      else if (kindOf(reader) === CLAIM) finishClaim(reader, mounted.has(nameOf(reader)));
      else if (!task) reader.reject('is not part of a list of tasks; keep its manifest if the task needs it');
      else if (namespaceOf(reader) !== namespace) {
        reader
          .object('metadata')
          .report(
            'namespace',
            `all tasks of a list are in one namespace, ${namespace ?? 'which the list does not name'}`,
          );
      }
      return { name, task, differences: reader.differences() };
    }),
  };
}

/** Returns the objects of a document, which can be a list of kubectl. */
function itemsOf(document: object): object[] {
  const { kind, items } = document as { kind?: unknown; items?: unknown };
  return kind === 'List' && Array.isArray(items) ? (items as object[]) : [document];
}

/** Returns the names of the claims that a task mounts in addition to that of its tree. */
function mountedClaims(task: TaskEntry | undefined): string[] {
  const volumes = (task?.volumes ?? []) as readonly PodVolume[];
  return volumes.flatMap(({ claim }) => claim ?? []);
}

function finishClaim(claim: FieldReader, isMounted: boolean): void {
  const isUsed = claim.object('spec').hasRead();
  if (isMounted) claim.reject('a task mounts it as a volume; keep its manifest, because a list does not create it');
  else if (!isUsed) claim.reject('no task uses it');
  else claim.object('metadata').ignore('namespace', 'annotations');
}

function kindOf(reader: FieldReader): string {
  return reader.text('kind') ?? '';
}

function nameOf(reader: FieldReader): string {
  const metadata = reader.object('metadata');
  return metadata.text('name') ?? metadata.text('generateName') ?? '';
}

function namespaceOf(reader: FieldReader): string | undefined {
  return reader.object('metadata').text('namespace');
}
