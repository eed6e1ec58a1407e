import { posix } from 'node:path';
import type { FieldReader } from './field-reader';
import type { GitContainer } from './git-container';

/** Where a working tree is. */
interface TreeMount {
  /** Name of the volume that the clone is written to. */
  readonly volume?: string;
  /** Where the main container sees the tree; `undefined` if the manifest does not say so. */
  readonly path?: string;
}

interface Mount {
  readonly volume?: string;
  readonly path: string;
  readonly subPath: string;
}

/** Finds the volume that a clone is written to, and where the main container sees the working tree. */
export function findTree({ reader, clone }: GitContainer, main: FieldReader): TreeMount {
  const initMounts = reader.objects('volumeMounts').map(readMount);
  const mainMounts = main.objects('volumeMounts').map(readMount);
  const { folder } = clone;
  const target = folder === undefined ? initMounts[0] : longest(initMounts.filter(({ path }) => isBelow(path, folder)));
  if (!target) return {};
  const { volume } = target;
  if (folder === undefined) return { volume };
  const onVolume = posix.join('/', target.subPath, posix.relative(target.path, folder));
  const mount = longest(
    mainMounts.filter((one) => one.volume === volume && isBelow(posix.join('/', one.subPath), onVolume)),
  );
  const path = mount && posix.join(mount.path, posix.relative(posix.join('/', mount.subPath), onVolume));
  return { volume, path: path?.replace(/(?<=.)\/$/, '') };
}

function readMount(mount: FieldReader): Mount {
  mount.ignore('readOnly');
  return {
    volume: mount.text('name'),
    path: mount.text('mountPath') ?? '/',
    subPath: mount.text('subPath') ?? '',
  };
}

function longest(mounts: readonly Mount[]): Mount | undefined {
  return mounts.toSorted((a, b) => b.path.length + b.subPath.length - a.path.length - a.subPath.length)[0];
}

function isBelow(folder: string, path: string): boolean {
  const below = posix.relative(folder, path);
  return below !== '..' && !below.startsWith('../');
}
