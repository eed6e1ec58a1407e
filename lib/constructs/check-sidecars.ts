import { checkEnvReferences } from '../validation/env-references';
import { formatValue } from '../validation/format-value';
import { problemsAt, type PathProblem } from '../validation/path-problem';
import { checkRequests, checkVolumeSizes, type Layer } from '../validation/resources';
import { DEFAULTS } from './defaults';
import type { Sidecar } from './options/sidecar-options';

/** Checks the fields of sidecars that depend on each other. Paths start at the task. */
export function checkSidecars(sidecars: readonly Sidecar[] = []): PathProblem[] {
  const problems = [
    ...findRepeated(
      sidecars,
      ['name'],
      ({ name }) => name,
      'containers of a pod have different names; use another name',
    ),
    ...findRepeated(
      sidecars,
      ['startupProbe', 'port'],
      ({ startupProbe }) => startupProbe?.port,
      'containers of a pod share its ports; use another port',
    ),
    ...sidecars.flatMap((sidecar, index) => problemsAt([index], checkSidecar(sidecar))),
  ];
  return problemsAt(['sidecars'], problems);
}

function findRepeated<T>(
  sidecars: readonly Sidecar[],
  path: readonly string[],
  valueOf: (sidecar: Sidecar) => T | undefined,
  reason: string,
): PathProblem[] {
  const first = new Map<T, number>();
  return sidecars.flatMap((sidecar, index) => {
    const value = valueOf(sidecar);
    if (value === undefined) return [];
    const other = first.get(value);
    if (other === undefined) {
      first.set(value, index);
      return [];
    }
    const message = `${formatValue(value)} is also the ${path.at(-1)} of sidecars[${other}]: ${reason}`;
    return [{ path: [index, ...path], message }];
  });
}

function checkSidecar({ env = {}, resources, tmpSize }: Sidecar): PathProblem[] {
  const layers: Layer[] = [
    { origin: 'own', values: { resources, tmpSize } },
    { origin: 'project', values: { resources: DEFAULTS.resources, tmpSize: DEFAULTS.tmpSize } },
  ];
  return [...checkEnvReferences(env), ...checkRequests('resources', layers), ...checkVolumeSizes(layers)];
}
