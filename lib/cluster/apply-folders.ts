import { applyClaims, runJobs } from './apply-folder';
import { Cluster, type ClusterOptions } from './cluster';
import { readFolder } from './manifest-folder';

export interface ApplyOptions extends Pick<ClusterOptions, 'dryRun' | 'signal'> {
  /** Prints a line of progress. */
  readonly print: (line: string) => void;
}

/**
 * Applies folders side by side, in the namespace that their manifests name, otherwise in kubectl's: all claims, then
 * the Jobs. Gives the folders that failed. Throws where a folder cannot be read or the cluster does not answer.
 */
export async function applyFolders(names: readonly string[], { print, ...options }: ApplyOptions): Promise<string[]> {
  const folders = names.map(readFolder);
  const [first] = folders.flatMap(({ claims, waves }) => [...claims, ...waves.flat()]);
  if (!first) return [];

  const cluster = await Cluster.of(first, { ...options, onTrouble: (text) => say('cluster', text) });
  const failed = new Set<string>();
  for (const step of [applyClaims, runJobs]) {
    const going = folders.filter(({ name }) => !failed.has(name));
    await Promise.all(
      going.map(async (folder) => {
        if (!(await step(folder, cluster, (text) => say(folder.name, text)))) failed.add(folder.name);
      }),
    );
  }
  return names.filter((name) => failed.has(name));

  function say(who: string, text: string): void {
    for (const line of text.split('\n')) if (line.trim() !== '') print(`${who}: ${line}`);
  }
}
