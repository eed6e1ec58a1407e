import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ownPackage from '../../package.json';
import { DEFAULTS } from '../constructs/defaults';
import { readSourceRecord } from '../output/source-record';
import { UserError } from '../user-error';

/**
 * Checks that no other app is in a folder, whose files would not work with those of this project's app.
 *
 * @throws {UserError} if there is one
 */
export function checkTarget(folder: string): void {
  const reason = findOtherApp(folder);
  if (reason === undefined) return;
  throw new UserError(
    `${reason}; write the app to a folder of its own, such as npx ${ownPackage.name} init tasks. No file was written.`,
  );
}

function findOtherApp(folder: string): string | undefined {
  const read = (file: string): string | undefined => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  const { path: dist } = DEFAULTS.argoCd;
  if (!/\bexport\b.*\bsynthesize\b/.test(read('main.ts') ?? 'export synthesize'))
    return 'main.ts belongs to another app: it does not export a function synthesize';
  if (!/^app:.*\bgit-repo-tasks synth\b/m.test(read('cdk8s.yaml') ?? 'app: git-repo-tasks synth'))
    return 'cdk8s.yaml belongs to another app: its app is not git-repo-tasks synth';
  if (/^\s*"type"\s*:\s*"module"/m.test(read('package.json') ?? ''))
    return 'package.json has "type": "module", and the tests of the app are CommonJS';
  if (hasFiles(join(folder, dist)) && readSourceRecord(join(folder, dist)) === undefined)
    return `${dist}/ has files that were not written from a list of tasks`;
  return undefined;
}

function hasFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}
