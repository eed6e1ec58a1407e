import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { ConfigMap, LimitRange, PersistentVolumeClaim, ResourceQuota } from 'kubernetes-models/v1';

const MODELS = { ConfigMap, Job, LimitRange, NetworkPolicy, PersistentVolumeClaim, ResourceQuota };

/** What Kubernetes' schema has against an object; fields that it does not know are errors too. */
export function schemaErrors(object: object): string[] {
  const { kind } = object as { kind: keyof typeof MODELS };
  const read = new Set<string>();
  const model = new MODELS[kind](watched(object, '', read) as never);
  try {
    model.validate();
  } catch (error) {
    return [String(error)];
  }
  return paths(object, '')
    .filter((path) => !read.has(path))
    .map((path) => `${path}: unknown field`);
}

/** The validator of kubernetes-models passes over fields that it does not know: those are the ones it never reads. */
function watched(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key): unknown {
      const child = `${path}/${String(key)}`;
      read.add(child);
      return watched(Reflect.get(target, key), child, read);
    },
  });
}

function paths(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [`${path}/${key}`, ...paths(child, `${path}/${key}`)]);
}
