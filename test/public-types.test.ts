import { dirname, join } from 'node:path';
import ts from 'typescript';

const LIB = join(__dirname, '..', 'lib');

/** Returns the declarations that lib/index.ts emits, by file name, with those of the files that they import. */
function publicDeclarations(): Map<string, string> {
  const options: ts.CompilerOptions = {
    declaration: true,
    emitDeclarationOnly: true,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    rootDir: LIB,
    outDir: LIB,
    types: ['node'],
  };
  const emitted = new Map<string, string>();
  ts.createProgram([join(LIB, 'index.ts')], options).emit(undefined, (file, text) => emitted.set(file, text));

  const reachable = new Map<string, string>();
  const pending = [join(LIB, 'index.d.ts')];
  for (const file of pending) {
    const text = emitted.get(file);
    if (text === undefined || reachable.has(file)) continue;
    reachable.set(file, text);
    for (const [, name = ''] of text.matchAll(/(?:from |import\()'(\.[^']*)'/g)) {
      pending.push(`${join(dirname(file), name)}.d.ts`);
    }
  }
  return reachable;
}

test('no public type names a Kubernetes version of cdk8s-plus', () => {
  const declarations = publicDeclarations();
  expect([...declarations.keys()]).toContain(join(LIB, 'constructs', 'git-repo-job.d.ts'));
  for (const [file, text] of declarations) {
    const code = text.replace(/\/\*\*.*?\*\//gs, '');
    expect(`${file}: ${/k8s\b.*/.exec(code.replaceAll("'cdk8s'", ''))?.[0] ?? 'none'}`).toBe(`${file}: none`);
  }
});
