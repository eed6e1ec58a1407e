import { DEFAULTS } from '../../constructs/defaults';
import { formatPath } from '../../validation/format-path';
import { formatValue } from '../../validation/format-value';
import type { Path, PathProblem } from '../../validation/path-problem';
import { compareQuantities } from '../../validation/quantity';
import { quantityAt } from '../../validation/resources';
import type { Entries, Entry } from '../entries';
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
  const limitedFields = guard === true ? [] : limitFields(guard, entries, nodes);
  return [
    ...(project === DEFAULTS.argoCd.project ? [{ path: ['argoCd', 'project'], message: SHARED_PROJECT }] : []),
    ...limitedFields.flatMap((limited) => checkField(limited, entries)),
  ];
}

const SHARED_PROJECT = `"${DEFAULTS.argoCd.project}" is the project of all Applications without one of their own, which guard would replace; remove project, or use another name`;

function limitFields({ maxResources = {}, maxClaimSize }: GuardOptions, entries: Entries, nodes: readonly TaskNode[]) {
  const repositories = [...entries.repositories.values()];
  const entriesOf = (isIncluded: (node: TaskNode) => boolean): Entry<object>[] =>
    nodes.filter(isIncluded).map(({ entry }) => entry);
  const cloning = [...repositories, ...entriesOf(({ kind }) => hasOwnClone(kind))];
  const fields: LimitedField[] = Object.entries(maxResources).flatMap(([name, max]) => {
    const maxPath = ['argoCd', 'guard', 'maxResources', name];
    return [
      { field: ['resources', 'limits', name], entries: entriesOf(() => true), max, maxPath },
      { field: ['gitResources', 'limits', name], entries: cloning, max, maxPath },
    ];
  });
  if (maxClaimSize === undefined) return fields;
  const owners = [...repositories, ...entriesOf(({ kind }) => kind === 'root')];
  const maxPath = ['argoCd', 'guard', 'maxClaimSize'];
  return [...fields, { field: ['pvcStorageSize'], entries: owners, max: maxClaimSize, maxPath }];
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
      ? `${formatValue(quantity)} is more than ${formatPath(maxPath)}, ${max}; change one of the two`
      : `${formatValue(max)} is less than ${formatPath(field)}, whose default is ${quantity}; increase it, or set ${formatPath(['defaults', ...field])}`;
    problems.set(formatPath(path), { path, message });
  }
  return [...problems.values()];
}
