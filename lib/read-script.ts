import { readFileSync } from 'node:fs';

/** Reads a script of this package. Line ends become line feeds, so that they are the same on every machine. */
export function readScript(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
