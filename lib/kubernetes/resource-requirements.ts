import { k8s } from './k8s';
import type { Quantities, Resources } from './resources';

/** Resources as cdk8s-plus' constructs take them. */
export function toQuantities({ requests, limits }: Required<Resources>): k8s.ResourceRequirements {
  return { requests: convert(requests), limits: convert(limits) };
}

function convert(quantities: Quantities): Record<string, k8s.Quantity> {
  return Object.fromEntries(
    Object.entries(quantities).map(([name, value]) => [name, k8s.Quantity.fromString(String(value))]),
  );
}
