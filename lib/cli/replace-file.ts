import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { displayName } from '../task-list/parse/read-file';
import { UserError } from '../user-error';

/**
 * Replaces the text of a file that exists by one rename. The mode of the file, and a symbolic link to it, stay.
 *
 * @throws {UserError} if it cannot be written; the file then stays as it is
 */
export function replaceFile(file: string, text: string): void {
  const target = realpathSync(file);
  const next = `${target}.${process.pid}`;
  try {
    writeFileSync(next, text);
    chmodSync(next, statSync(target).mode);
    renameSync(next, target);
  } catch (error) {
    rmSync(next, { force: true });
    throw new UserError(`${displayName(file)} cannot be written: ${(error as Error).message}`);
  }
}
