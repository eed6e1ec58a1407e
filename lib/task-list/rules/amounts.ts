import { formatValue } from '../../validation/format-value';
import type { Path, PathProblem } from '../../validation/path-problem';
import type { Resources } from '../../validation/resources';
import { unlikelyAmount, unlikelySize } from '../../validation/unlikely-quantities';
import type { Validator } from '../../validation/validator';
import type { Entries } from '../entries';
import type { TaskFields } from '../schema/schema';

/** Finds sizes and amounts of resources that are probably not intended, such as a number of bytes without its unit. */
export function findUnlikelyAmounts({ defaults, repositories, tasks }: Entries): PathProblem[] {
  return [defaults, ...repositories.values(), ...tasks].flatMap(({ path, fields }) =>
    amountsOf(fields).flatMap(([field, value, validator]) => {
      const message = value === undefined ? undefined : validator(value);
      return message ? [{ path: [...path, ...field], message: `${formatValue(value)} ${message}` }] : [];
    }),
  );
}

type Amount = readonly [path: Path, value: string | undefined, validator: Validator];

function amountsOf(fields: Partial<TaskFields>): Amount[] {
  const sizes = (['pvcStorageSize', 'tmpSize'] as const).map((field): Amount => [[field], fields[field], unlikelySize]);
  const resources = (['resources', 'gitResources'] as const).flatMap((field) =>
    resourceAmounts([field], fields[field]),
  );
  const volumes = (fields.volumes ?? []).map(({ emptyDir }, index): Amount => [
    ['volumes', index, 'emptyDir'],
    emptyDir,
    unlikelySize,
  ]);
  const sidecars = (fields.sidecars ?? []).flatMap(({ tmpSize, resources: ofSidecar }, index): Amount[] => [
    [['sidecars', index, 'tmpSize'], tmpSize, unlikelySize],
    ...resourceAmounts(['sidecars', index, 'resources'], ofSidecar),
  ]);
  const ephemeral: Amount = [['ephemeral', 'size'], fields.ephemeral?.size, unlikelySize];
  return [...sizes, ephemeral, ...volumes, ...resources, ...sidecars];
}

function resourceAmounts(path: Path, resources: Resources = {}): Amount[] {
  return (['requests', 'limits'] as const).flatMap((list) =>
    Object.entries(resources[list] ?? {}).map(([name, value]): Amount => [
      [...path, list, name],
      value,
      unlikelyAmount(name),
    ]),
  );
}
