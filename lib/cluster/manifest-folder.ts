import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { DEFAULTS } from '../constructs/defaults';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { ARGO_CD_ANNOTATIONS } from '../kubernetes/names';
import { displayFolder } from '../output/check-folder';
import { FOLDERS, MANIFEST_SUFFIX } from '../output/layout';
import { parseManifests } from '../output/parse-manifests';
import { UserError } from '../user-error';

/** A folder of manifests: of a chain, of a repository or of the workspace scripts. */
export interface ManifestFolder {
  readonly path: string;
  /** All objects that are not Jobs: they are applied before any Job. */
  readonly objects: readonly KubernetesObject[];
  /** The Jobs by wave: a wave starts when all Jobs of the previous one are complete. */
  readonly waves: readonly (readonly KubernetesObject[])[];
}

/**
 * Returns the folders of all repositories and all chains in `dist`, the folder with the manifests.
 *
 * @throws {UserError} if there are none
 */
export function allFolders(dist: string): string[] {
  const parents = [join(dist, FOLDERS.repositories), join(dist, FOLDERS.tasks)].filter((parent) => existsSync(parent));
  if (parents.length === 0) throw new UserError(`${displayFolder(dist)} has no manifests: run npm run synth`);
  return parents.flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(parent, name))
      .sort(),
  );
}

/**
 * Returns the folder with the scripts that the tasks of a folder run.
 *
 * @throws {UserError} if it is not the folder of a chain or a repository
 */
export function workspaceFolderOf(folder: string): string {
  const parent = dirname(resolve(folder));
  if (![FOLDERS.tasks, FOLDERS.repositories].some((name) => name === basename(parent))) {
    throw new UserError(
      `${folder}: not the folder of a chain or a repository: name one, such as ${DEFAULTS.argoCd.path}/${FOLDERS.tasks}/build`,
    );
  }
  return relative('', join(parent, '..', FOLDERS.workspace));
}

/**
 * Reads a folder of manifests.
 *
 * @throws {UserError} if it does not exist, has no manifests, or one is not valid YAML
 */
export function readFolder(path: string): ManifestFolder {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${path}: no such folder: run npm run synth, or correct the name`);
  }
  const manifests = readdirSync(path)
    .filter((file) => file.endsWith(MANIFEST_SUFFIX))
    .sort()
    .flatMap((file) => readManifests(join(path, file)));
  if (manifests.length === 0) throw new UserError(`${path}: no *${MANIFEST_SUFFIX} in this folder: run npm run synth`);

  const waves = new Map<number, KubernetesObject[]>();
  for (const job of manifests.filter(isJob)) {
    const wave = Number(job.metadata.annotations?.[ARGO_CD_ANNOTATIONS.syncWave] ?? 0);
    waves.set(wave, [...(waves.get(wave) ?? []), job]);
  }
  return {
    path,
    objects: manifests.filter((manifest) => !isJob(manifest)),
    waves: [...waves].sort(([a], [b]) => a - b).map(([, wave]) => wave),
  };
}

function isJob({ kind }: KubernetesObject): boolean {
  return kind === 'Job';
}

function readManifests(file: string): KubernetesObject[] {
  try {
    return parseManifests(readFileSync(file, 'utf8'));
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UserError(`${file} is not valid YAML: run npm run synth (${reason})`);
  }
}
