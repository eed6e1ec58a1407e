import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyFolders } from '../cluster/apply-folders';
import { DIST, FOLDERS } from '../output/layout';

/** The folders of all repositories' claims and of all chains. */
function allFolders(): string[] {
  const parents = [join(DIST, FOLDERS.repositories), join(DIST, FOLDERS.tasks)].filter((parent) => existsSync(parent));
  if (parents.length === 0) throw new Error(`${DIST}/ has no manifests: run npm run synth first`);
  return parents.flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(parent, name))
      .sort(),
  );
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { 'dry-run': { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const watches = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      watches.abort();
      console.error('no longer watching; the Jobs go on');
      process.exit(128 + constants.signals[signal]);
    });
  }
  try {
    const failed = await applyFolders(positionals.length > 0 ? positionals : allFolders(), {
      dryRun: values['dry-run'],
      signal: watches.signal,
      print: (line) => console.log(line),
    });
    if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
    return failed.length > 0 ? 1 : 0;
  } finally {
    watches.abort();
  }
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
