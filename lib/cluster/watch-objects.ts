import { setTimeout } from 'node:timers/promises';
import { UserError } from '../user-error';
import { kubectlLines } from './kubectl';
import { listObjects } from './list-objects';

/** A watch normally lasts minutes. One that ends at once must not start kubectl again and again. */
const PAUSE_MILLISECONDS = 1000;
const PAUSE_AFTER_FAILURE_MILLISECONDS = 5000;

export interface NamedObject {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
}

/** @throws {UserError} if a connection that broke cut the line */
function parseEvent<T>(line: string): { type: string; object: T } {
  try {
    return JSON.parse(line) as { type: string; object: T };
  } catch {
    throw new UserError('the API server sent an incomplete event');
  }
}

export interface WatchOptions<T> {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Is called for every object when it is first seen, when it changes and when it is deleted. */
  onChange?(object: T, deleted: boolean): void;
  /** Is called if the watch fails, with the reason. The watch is started again. */
  onFailure(reason: string): void;
}

/**
 * Returns the objects at an API URL by name, and keeps them up to date as a controller does: it lists them, watches from
 * that list on, and does both again whenever the watch ends.
 *
 * @throws {UserError} if the first list fails
 */
export async function watchObjects<T extends NamedObject>(
  url: string,
  options: WatchOptions<T>,
): Promise<ReadonlyMap<string, T>> {
  const objects = new Map<string, T>();

  function update(object: T, deleted: boolean): void {
    if (deleted) objects.delete(object.metadata.name);
    else objects.set(object.metadata.name, object);
    options.onChange?.(object, deleted);
  }

  async function list(): Promise<string> {
    const { items, metadata } = await listObjects<T>(url);
    const names = new Set(items.map((item) => item.metadata.name));
    for (const [name, object] of objects) if (!names.has(name)) update(object, true);
    for (const item of items) update(item, false);
    return metadata.resourceVersion;
  }

  async function watch(resourceVersion: string): Promise<void> {
    const query = `${url.includes('?') ? '&' : '?'}watch=true&resourceVersion=${resourceVersion}`;
    for await (const line of kubectlLines(['get', '--raw', url + query], options.signal)) {
      const { type, object } = parseEvent<T>(line);
      if (type === 'ERROR') return; // The resource version is too old.
      update(object, type === 'DELETED');
    }
  }

  async function repeatWatch(resourceVersion?: string): Promise<void> {
    try {
      await watch(resourceVersion ?? (await list()));
    } catch (error) {
      if (options.signal.aborted) return;
      if (!(error instanceof UserError)) throw error;
      options.onFailure(error.message);
      await pause(PAUSE_AFTER_FAILURE_MILLISECONDS);
    }
  }

  async function pause(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal: options.signal }).catch(() => undefined);
  }

  async function watchForever(firstVersion: string): Promise<void> {
    await repeatWatch(firstVersion);
    while (!options.signal.aborted) {
      await pause(PAUSE_MILLISECONDS);
      await repeatWatch();
    }
  }

  void watchForever(await list());
  return objects;
}
