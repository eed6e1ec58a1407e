import { DEFAULTS } from '../../constructs/defaults';
import { formatPath } from '../../validation/format-path';
import { formatValue } from '../../validation/format-value';
import type { Path, PathProblem } from '../../validation/path-problem';
import { compareQuantities } from '../../validation/quantity';
import { quantityAt } from '../../validation/resources';
import { pathOfOwner, type Entries, type Entry } from '../entries';
import type { GuardOptions } from '../schema/guard';
import { hasOwnClone } from '../schema/fields-of-kind';
import type { TaskNode } from '../task-nodes';

/** A field of some entries, and the highest quantity that it may have. */
interface LimitedField {
  readonly field: Path;
  readonly entries: readonly Entry<object>[];
  readonly max: string;
  /** Path of the highest quantity. */
  readonly maxPath: Path;
}

/** Finds a guard for the project that all Applications of Argo CD share, and quantities that the guard would refuse. */
export function checkGuard(entries: Entries, nodes: readonly TaskNode[]): PathProblem[] {
  const { guard, project } = entries.top.fields.argoCd ?? {};
  if (!guard) return [];
  const options = guard === true ? {} : guard;
  return [
    ...(project === DEFAULTS.argoCd.project ? [{ path: ['argoCd', 'project'], message: SHARED_PROJECT }] : []),
    ...limitFields(options, entries, nodes).flatMap((limited) => checkField(limited, entries)),
    ...checkSidecarLimits(options, entries, nodes),
  ];
}

const SHARED_PROJECT = `"${DEFAULTS.argoCd.project}" is the project of all Applications without one of their own, which guard would replace; remove project, or use another name`;

function limitFields({ maxResources = {}, maxClaimSize }: GuardOptions, entries: Entries, nodes: readonly TaskNode[]) {
  const repositories = [...entries.repositories.values()];
  const entriesOf = (isIncluded: (node: TaskNode) => boolean): Entry<object>[] =>
    nodes.filter(isIncluded).map(({ entry }) => entry);
  const cloning = [...repositories, ...entriesOf(({ kind }) => hasOwnClone(kind))];
  const fields: LimitedField[] = Object.entries(maxResources).flatMap(([name, max]) => {
    const maxPath = pathOfMax(name);
    return [
      { field: ['resources', 'limits', name], entries: entriesOf(() => true), max, maxPath },
      { field: ['gitResources', 'limits', name], entries: cloning, max, maxPath },
    ];
  });
  if (maxClaimSize === undefined) return fields;
  const owners = [...repositories, ...entriesOf(({ kind }) => kind === 'root')];
  // With a storage class, Kubernetes creates a claim for each pod.
  const ephemeral = entriesOf(({ task }) => task.ephemeral?.storageClass !== undefined);
  const maxPath = ['argoCd', 'guard', 'maxClaimSize'];
  return [
    ...fields,
    { field: ['pvcStorageSize'], entries: owners, max: maxClaimSize, maxPath },
    { field: ['ephemeral', 'size'], entries: ephemeral, max: maxClaimSize, maxPath },
  ];
}

function pathOfMax(resource: string): Path {
  return ['argoCd', 'guard', 'maxResources', resource];
}

/** Checks the limits of sidecars, which are those of this project unless a sidecar has its own. */
function checkSidecarLimits(
  { maxResources = {} }: GuardOptions,
  entries: Entries,
  nodes: readonly TaskNode[],
): PathProblem[] {
  const problems = new Map<string, PathProblem>();
  for (const { entry, task } of nodes) {
    for (const [index, sidecar] of (task.sidecars ?? []).entries()) {
      const path = [...pathOfOwner('sidecars', entry, entries), 'sidecars', index];
      for (const [name, max] of Object.entries(maxResources)) {
        const problem = checkSidecarLimit(sidecar, path, { name, max });
        if (problem) problems.set(formatPath([...path, name]), problem);
      }
    }
  }
  return [...problems.values()];
}

function checkSidecarLimit(
  sidecar: object,
  path: Path,
  { name, max }: { readonly name: string; readonly max: string },
): PathProblem | undefined {
  const field = ['resources', 'limits', name];
  const [own, inherited] = [sidecar, DEFAULTS].map((fields) => quantityAt(fields, field));
  const quantity = own ?? inherited;
  if (quantity === undefined || compareQuantities(quantity, max) <= 0) return undefined;
  if (own !== undefined) return { path: [...path, ...field], message: exceeds(own, pathOfMax(name), max) };
  const limit = `${formatPath(pathOfMax(name))}, ${max}`;
  return {
    path,
    message: `has no limit of ${name}, whose default ${quantity} is more than ${limit}; set ${formatPath(field)}`,
  };
}

function exceeds(quantity: string, maxPath: Path, max: string): string {
  return `${formatValue(quantity)} is more than ${formatPath(maxPath)}, ${max}; change one of the two`;
}

/** Reports each quantity where it is set, and a default of this project at the guard. */
function checkField({ field, entries, max, maxPath }: LimitedField, { defaults }: Entries): PathProblem[] {
  const problems = new Map<string, PathProblem>();
  for (const entry of entries) {
    const setting = [entry, defaults].find(({ fields }) => quantityAt(fields, field) !== undefined);
    const quantity = quantityAt(setting?.fields ?? DEFAULTS, field);
    if (quantity === undefined || compareQuantities(quantity, max) <= 0) continue;
    const path = setting ? [...setting.path, ...field] : maxPath;
    const message = setting
      ? exceeds(quantity, maxPath, max)
      : `${formatValue(max)} is less than ${formatPath(field)}, whose default is ${quantity}; increase it, or set ${formatPath(['defaults', ...field])}`;
    problems.set(formatPath(path), { path, message });
  }
  return [...problems.values()];
}
