import { listObjects } from '../list-objects';
import { watchObjects, type NamedObject, type WatchOptions } from '../watch-objects';

/** Returns the objects of a kind: each time the same ones, or those of the moment. */
export type CurrentObjects<T> = () => Iterable<T>;

/**
 * Reads the objects at an API URL.
 *
 * @throws {UserError} if the cluster does not list them
 */
export type ReadObjects = <T extends NamedObject>(url: string) => Promise<CurrentObjects<T>>;

/** Reads the objects once. */
export const readOnce: ReadObjects = async <T>(url: string) => {
  const { items } = await listObjects<T>(url);
  return () => items;
};

/** Returns a function that reads the objects and keeps them up to date. */
export function readAndWatch(options: WatchOptions<NamedObject>): ReadObjects {
  return async <T extends NamedObject>(url: string) => {
    const objects = await watchObjects<T>(url, options);
    return () => objects.values();
  };
}
