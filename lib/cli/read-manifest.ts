import { readFileSync } from 'node:fs';
import { parseManifests } from '../output/parse-manifests';
import { UserError } from '../user-error';

/**
 * Reads the objects of a manifest that a user names.
 *
 * @throws {UserError} if the file cannot be read, or is not YAML
 */
export function readManifest(file: string): object[] {
  const text = readText(file);
  try {
    return parseManifests(text);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UserError(`${file} is not valid YAML: correct it (${reason})`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
