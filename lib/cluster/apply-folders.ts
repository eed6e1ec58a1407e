import { relative } from 'node:path';
import type { Style } from '../paint';
import { applyObjects, runJobs, type Log } from './apply-folder';
import { Cluster, type ClusterOptions } from './cluster';
import { readFolder, workspaceFolderOf, type ManifestFolder } from './manifest-folder';

interface ApplyOptions extends Pick<ClusterOptions, 'dryRun' | 'signal'> {
  /** Prints a line of progress, in a style. */
  readonly print: Log;
}

/**
 * Applies folders in the namespace that their manifests name, otherwise in kubectl's: first the workspace scripts, then
 * the claims of all folders, then the Jobs, each folder at its own pace. Returns the folders that failed.
 *
 * @throws {UserError} if a folder cannot be read, or the cluster does not answer
 */
export async function applyFolders(args: readonly string[], { print, ...options }: ApplyOptions): Promise<string[]> {
  const paths = [...new Set(args.map((path) => relative('', path)))];
  const scripts = [...new Set(paths.map(workspaceFolderOf))].map(readFolder);
  const folders = paths.map(readFolder);
  const [first] = folders.flatMap(({ objects, waves }) => [...objects, ...waves.flat()]);
  if (!first) return [];

  const log = (subject: string, text: string, style?: Style): void => {
    for (const line of text.split('\n')) if (line.trim() !== '') print(`${subject}: ${line}`, style);
  };
  const cluster = await Cluster.connect(first, { ...options, onFailure: (reason) => log('cluster', reason) });

  const failures = async (step: typeof applyObjects, tried: readonly ManifestFolder[]): Promise<ManifestFolder[]> => {
    const succeeded = await Promise.all(
      tried.map((folder) => step(folder, cluster, (text, style) => log(folder.path, text, style))),
    );
    return tried.filter((_, index) => !succeeded[index]);
  };

  const withoutScripts = await failures(applyObjects, scripts);
  if (withoutScripts.length > 0) return withoutScripts.map(({ path }) => path);
  const withoutClaims = await failures(applyObjects, folders);
  const started = folders.filter((folder) => !withoutClaims.includes(folder));
  const failed = new Set([...withoutClaims, ...(await failures(runJobs, started))]);
  return folders.filter((folder) => failed.has(folder)).map(({ path }) => path);
}
