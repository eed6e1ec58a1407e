import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { MANIFEST_SUFFIX } from '../output/layout';

const WAVE = 'argocd.argoproj.io/sync-wave';

export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** A folder of manifests: a chain, or a repository's claim. */
export interface Folder {
  readonly name: string;
  readonly claims: readonly Manifest[];
  /** Its Jobs in the order in which they run: each wave once those of the one before are complete. */
  readonly waves: readonly (readonly Manifest[])[];
}

/** Reads a folder of manifests. Throws where it holds none. */
export function readFolder(name: string): Folder {
  const manifests = readdirSync(name)
    .filter((file) => file.endsWith(MANIFEST_SUFFIX))
    .sort()
    .flatMap((file) => readManifests(join(name, file)));
  if (manifests.length === 0) throw new Error(`${name}: no *${MANIFEST_SUFFIX} in this folder`);
  const waves = new Map<number, Manifest[]>();
  for (const job of manifests.filter(isJob)) {
    const wave = Number(job.metadata.annotations?.[WAVE] ?? 0);
    waves.set(wave, [...(waves.get(wave) ?? []), job]);
  }
  return {
    name,
    claims: manifests.filter((manifest) => !isJob(manifest)),
    waves: [...waves].sort(([a], [b]) => a - b).map(([, wave]) => wave),
  };
}

function isJob({ kind }: Manifest): boolean {
  return kind === 'Job';
}

function readManifests(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS() as Manifest;
  });
}
