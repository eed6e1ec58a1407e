import type { Resources } from '../validation/resources';

/** Returns `given`, with the default of each resource that it does not name. */
export function mergeResources(defaults: Required<Resources>, given: Resources = {}): Required<Resources> {
  return {
    requests: { ...defaults.requests, ...given.requests },
    limits: { ...defaults.limits, ...given.limits },
  };
}
