import type { Resources } from '../validation/resources';
import { k8s } from './k8s';

/** Returns resources as the Kubernetes types expect them. */
export function toQuantities({ requests, limits }: Required<Resources>): k8s.ResourceRequirements {
  return { requests: toQuantityRecord(requests), limits: toQuantityRecord(limits) };
}

/** Returns quantities as the Kubernetes types expect them. */
export function toQuantityRecord(
  quantities: Readonly<Record<string, string | undefined>>,
): Record<string, k8s.Quantity> {
  return Object.fromEntries(
    Object.entries(quantities).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, k8s.Quantity.fromString(value)]],
    ),
  );
}
