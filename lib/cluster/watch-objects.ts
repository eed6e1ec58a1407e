import { setTimeout } from 'node:timers/promises';
import { kubectl, kubectlLines } from './kubectl';

const PAUSE_MILLISECONDS = 5000;

interface Named {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
}

export interface Follower<T> {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Is told of every object when it is first seen, when it changes and when it is gone. */
  onChange?(object: T, gone: boolean): void;
  /** Is told why the cluster cannot be watched at the moment; it is tried again. */
  onTrouble(reason: string): void;
}

/**
 * The objects at an API URL by name, kept up to date the way a controller does it: a list, a watch from the list on,
 * and both again whenever the watch ends. Throws where the first list fails.
 */
export async function follow<T extends Named>(url: string, follower: Follower<T>): Promise<ReadonlyMap<string, T>> {
  const objects = new Map<string, T>();

  function change(object: T, gone: boolean): void {
    if (gone) objects.delete(object.metadata.name);
    else objects.set(object.metadata.name, object);
    follower.onChange?.(object, gone);
  }

  async function list(): Promise<string> {
    const { stdout } = await kubectl(['get', '--raw', url]);
    const { items, metadata } = JSON.parse(stdout) as Named & { items: T[] };
    const names = new Set(items.map((item) => item.metadata.name));
    for (const [name, object] of objects) if (!names.has(name)) change(object, true);
    for (const item of items) change(item, false);
    return metadata.resourceVersion;
  }

  async function watch(version: string): Promise<void> {
    const from = `${url}&watch=true&resourceVersion=${version}`;
    for await (const line of kubectlLines(['get', '--raw', from], follower.signal)) {
      const { type, object } = JSON.parse(line) as { type: string; object: T };
      if (type === 'ERROR') return; // the version is too old
      change(object, type === 'DELETED');
    }
  }

  async function keepWatching(version: string | undefined): Promise<void> {
    while (!follower.signal.aborted) {
      try {
        await watch(version ?? (await list()));
      } catch (error) {
        if (follower.signal.aborted) return;
        follower.onTrouble((error as Error).message);
        await setTimeout(PAUSE_MILLISECONDS, undefined, { signal: follower.signal }).catch(() => undefined);
      }
      version = undefined;
    }
  }

  void keepWatching(await list());
  return objects;
}
