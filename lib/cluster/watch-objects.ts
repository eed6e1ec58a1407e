import { setTimeout } from 'node:timers/promises';
import { kubectl, kubectlLines } from './kubectl';

const RETRY_PAUSE_MILLISECONDS = 5000;

interface NamedObject {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
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
    const { stdout } = await kubectl(['get', '--raw', url]);
    const { items, metadata } = JSON.parse(stdout) as NamedObject & { items: T[] };
    const names = new Set(items.map((item) => item.metadata.name));
    for (const [name, object] of objects) if (!names.has(name)) update(object, true);
    for (const item of items) update(item, false);
    return metadata.resourceVersion;
  }

  async function watch(resourceVersion: string): Promise<void> {
    const watchUrl = `${url}&watch=true&resourceVersion=${resourceVersion}`;
    for await (const line of kubectlLines(['get', '--raw', watchUrl], options.signal)) {
      const { type, object } = JSON.parse(line) as { type: string; object: T };
      if (type === 'ERROR') return; // The resource version is too old.
      update(object, type === 'DELETED');
    }
  }

  async function watchForever(firstVersion: string): Promise<void> {
    let resourceVersion: string | undefined = firstVersion;
    while (!options.signal.aborted) {
      try {
        await watch(resourceVersion ?? (await list()));
      } catch (error) {
        if (options.signal.aborted) return;
        options.onFailure((error as Error).message);
        await setTimeout(RETRY_PAUSE_MILLISECONDS, undefined, { signal: options.signal }).catch(() => undefined);
      }
      resourceVersion = undefined;
    }
  }

  void watchForever(await list());
  return objects;
}
