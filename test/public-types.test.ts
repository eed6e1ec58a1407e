import { dirname, join } from 'node:path';
import ts from 'typescript';
import { DEFAULTS } from '../lib/constructs/defaults';
import { PublicApi } from './support/public-api';

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

describe('the constructs and their props', () => {
  const { checker, exports } = new PublicApi();
  const constructs = [...exports].filter(([, symbol]) =>
    /lib.(constructs|validation|kubernetes)\b/.test(fileOf(symbol)),
  );

  interface Member {
    readonly name: string;
    readonly symbol: ts.Symbol;
  }

  /** Returns the public members that an export declares itself. */
  function membersOf([name, symbol]: [string, ts.Symbol]): Member[] {
    return [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])]
      .filter(({ declarations: [declaration] = [] }) => declaration && isPublic(declaration))
      .map((member) => ({ name: `${name}.${member.name}`, symbol: member }));
  }

  const members = constructs.flatMap(membersOf);
  const hasDocs = ({ symbol }: Member): boolean => symbol.getDocumentationComment(checker).length > 0;
  const hasDefault = ({ symbol }: Member): boolean =>
    symbol.getJsDocTags(checker).some(({ name }) => name === 'default');

  test('have a docstring each', () => {
    expect(constructs.map(([name]) => name)).toEqual(
      expect.arrayContaining(['GitRepoTask', 'IGitRepoClaim', 'Toleration']),
    );
    expect(members.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['RootTaskProps.claim', 'GitRepoJob.jobName']),
    );
    const exported = constructs.map(([name, symbol]): Member => ({ name, symbol }));
    expect([...exported, ...members].filter((member) => !hasDocs(member)).map(({ name }) => name)).toEqual([]);
  });

  test('are optional if they have a default, and only then', () => {
    const isOptional = ({ symbol }: Member): boolean => (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    expect(members.filter((member) => isOptional(member) !== hasDefault(member)).map(({ name }) => name)).toEqual([]);
  });

  test('document the defaults that they have', () => {
    const documented = members.flatMap(({ name, symbol }) => {
      const value: unknown = Object.entries(DEFAULTS).find(([option]) => name.endsWith(`.${option}`))?.[1];
      if (!isLiteral(value) || !hasDefault({ name, symbol })) return [];
      const tag = symbol.getJsDocTags(checker).find((one) => one.name === 'default');
      return [{ name, value, text: ts.displayPartsToString(tag?.text) }];
    });
    expect(documented.map(({ name }) => name)).toContain('ClaimOptions.pvcStorageSize');
    for (const { name, value, text } of documented.filter(({ text: start }) => !start.startsWith('- '))) {
      const literal = typeof value === 'string' ? `'${value}'` : String(value);
      expect(`${name}: ${text.replace(/ \(.*\)$/, '')}`).toBe(`${name}: ${literal}`);
    }
  });

  test('are read-only', () => {
    const isProperty = ({ symbol }: Member): boolean => (symbol.flags & ts.SymbolFlags.Property) !== 0;
    const isReadonly = ({ symbol }: Member): boolean =>
      (ts.getCombinedModifierFlags(symbol.valueDeclaration!) & ts.ModifierFlags.Readonly) !== 0;
    expect(members.filter((member) => isProperty(member) && !isReadonly(member)).map(({ name }) => name)).toEqual([]);
  });
});

function fileOf({ declarations: [declaration] = [] }: ts.Symbol): string {
  return declaration?.getSourceFile().fileName ?? '';
}

function isLiteral(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Whether a declaration is a member that users of the package see, other than a constructor. */
function isPublic(declaration: ts.Declaration): boolean {
  const isMember =
    ts.isPropertySignature(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isMethodSignature(declaration) ||
    ts.isMethodDeclaration(declaration) ||
    ts.isAccessor(declaration);
  if (!isMember) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const isInternal = ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === 'internal');
  // `parent?: undefined` only says that the prop belongs to the other member of a union.
  const isExcluded = ts.isPropertySignature(declaration) && declaration.type?.kind === ts.SyntaxKind.UndefinedKeyword;
  return (ts.getCombinedModifierFlags(declaration) & hidden) === 0 && !isInternal && !isExcluded;
}
