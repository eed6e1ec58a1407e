import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { transformFileSync } from '@swc/core';

const PACKAGE = resolve(__dirname, '../..');
/** Files that `init` copies. */
const TEMPLATE = join('lib/init/template');

/** Compiles the program once for all tests: a test that runs it does not wait for ts-node. */
export default function compileProgram(): void {
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  process.env.COMPILED_PROGRAM = folder;
  symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
  // The paths in package.json start with build/.
  symlinkSync('.', join(folder, 'build'));
  const files = ['lib', 'imports'].flatMap((parent) =>
    readdirSync(join(PACKAGE, parent), { recursive: true, encoding: 'utf8' }).map((file) => join(parent, file)),
  );
  for (const file of ['main.ts', 'package.json', ...files]) {
    const [from, to] = [join(PACKAGE, file), join(folder, file)];
    mkdirSync(dirname(to), { recursive: true });
    if (file.startsWith(TEMPLATE)) cpSync(from, to, { recursive: true });
    else if (file.endsWith('.ts')) {
      const options = {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', ignoreDynamic: true },
      } as const;
      writeFileSync(to.replace(/\.ts$/, '.js'), transformFileSync(from, options).code);
    } else if (/\.(sh|lua|json)$/.test(file)) copyFileSync(from, to);
  }
}
