/** Kubernetes quantities by the name of a resource, such as `cpu`, `memory` or `ephemeral-storage`. */
export type Quantities = Readonly<Record<string, string | number>>;

/** What a container asks for and what it may use at most. */
export interface Resources {
  readonly requests?: Quantities;
  readonly limits?: Quantities;
}

/** `given`, and `defaults` for each resource that it does not name. */
export function mergeResources(defaults: Required<Resources>, given: Resources = {}): Required<Resources> {
  return {
    requests: { ...defaults.requests, ...given.requests },
    limits: { ...defaults.limits, ...given.limits },
  };
}
