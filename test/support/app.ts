import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runInThisContext } from 'node:vm';
import { loadAll } from 'js-yaml';
import ts from 'typescript';
import type { Synthesize } from '../../lib/output';
import { listOf } from './list';

const PACKAGE = resolve(__dirname, '../..');
const LIBRARY = 'cdk8s-git-repo-tasks';
const LIST = listOf([{ taskId: 'build', repoUrl: 'https://example.com/app.git', image: 'alpine:3' }]);

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  types: ['node'],
  typeRoots: [join(PACKAGE, 'node_modules/@types')],
  paths: { [LIBRARY]: [join(PACKAGE, 'lib/index.ts')], '*': [join(PACKAGE, 'node_modules/*')] },
};

/** Returns the type errors of cdk8s apps in TypeScript, by name. */
export function typeErrors(apps: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'apps-'));
  try {
    const files = Object.entries(apps).map(([name, source], index) => {
      const file = join(folder, `app${index}.ts`);
      writeFileSync(file, source);
      return { name, file };
    });
    const program = ts.createProgram(
      files.map(({ file }) => file),
      OPTIONS,
    );
    return files.flatMap(({ name, file }) =>
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a cdk8s app in TypeScript: of its own, or one that renders a list. Returns the objects that it renders. */
export function runApp(source: string): { kind: string }[] {
  const { outputText } = ts.transpileModule(source, { compilerOptions: OPTIONS });
  const output = mkdtempSync(join(tmpdir(), 'dist-'));
  process.env.CDK8S_OUTDIR = output;
  try {
    const app = runInThisContext(`(function (require, exports) { ${outputText}\n})`) as (...args: unknown[]) => void;
    const exported: { synthesize?: Synthesize } = {};
    app((name: string) => jest.requireActual<object>(name === LIBRARY ? join(PACKAGE, 'lib') : name), exported);
    if (exported.synthesize)
      return [...exported.synthesize(LIST)].flatMap(({ objects }) => objects as { kind: string }[]);
    return readdirSync(output).flatMap(
      (file) => loadAll(readFileSync(join(output, file), 'utf8')) as { kind: string }[],
    );
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(output, { recursive: true });
  }
}
