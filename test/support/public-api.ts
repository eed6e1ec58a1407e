import { join, resolve } from 'node:path';
import ts from 'typescript';

const PACKAGE = resolve(__dirname, '../..');

/** The types that lib/index.ts exports. */
export class PublicApi {
  readonly checker: ts.TypeChecker;
  /** Exports by name. */
  readonly exports: ReadonlyMap<string, ts.Symbol>;

  constructor() {
    const index = join(PACKAGE, 'lib/index.ts');
    const program = ts.createProgram([index], {
      strict: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      types: ['node'],
    });
    this.checker = program.getTypeChecker();
    const module = this.checker.getSymbolAtLocation(program.getSourceFile(index)!)!;
    this.exports = new Map(
      this.checker
        .getExportsOfModule(module)
        .map((symbol) => [
          symbol.name,
          symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol,
        ]),
    );
  }

  /** Returns the type that an export declares. */
  typeOf(name: string): ts.Type {
    return this.checker.getDeclaredTypeOfSymbol(this.exports.get(name)!);
  }
}
