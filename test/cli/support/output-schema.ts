import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';

const FOLDER = resolve(__dirname, '../../../docs/reference');

/** Checks what a command printed with --json against its schema. */
export function expectValid(command: 'status' | 'trees', output: object): void {
  const schema = JSON.parse(readFileSync(resolve(FOLDER, `${command}.schema.json`), 'utf8')) as object;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  expect({ valid: validate(output), errors: validate.errors }).toEqual({ valid: true, errors: null });
}
