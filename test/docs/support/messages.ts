import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PACKAGE } from './page';

/** The fixed parts of a message, in order. Values are between them. */
export type Message = readonly string[];

/** Returns the messages that the scripts of the init containers print with one of `functions`. */
export function scriptMessages(functions: readonly string[]): Message[] {
  return readFolder('lib/workspace', '.sh').flatMap((script) => {
    // Command substitutions first: they may contain quotes.
    const text = script.replace(/\$\((?:[^()]|\([^()]*\))*\)/g, '$VALUE').replaceAll('\\\n', '');
    const calls = new RegExp(`\\b(?:${functions.join('|')}) (["'])((?:\\\\.|(?!\\1).)*)\\1`, 'g');
    return [...text.matchAll(calls)].flatMap(([, , message = '']) =>
      fixedParts(message.split(/\$(?:\w+|\{[^}]*\})/).map((part) => part.replace(/\\(.)/g, '$1'))),
    );
  });
}

/** Returns the messages of errors that the commands throw or print. */
export function commandMessages(): Message[] {
  return ['lib/cli', 'lib/cluster', 'lib/compare', 'lib/output', 'lib/init'].flatMap((folder) =>
    readFolder(folder, '.ts').flatMap((source) => {
      const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2022, true);
      const failing = neverReturning(file);
      return descendants(file).flatMap((node) => (isFailure(node, failing) ? texts(node) : []));
    }),
  );
}

function readFolder(folder: string, suffix: string): string[] {
  const files = readdirSync(join(PACKAGE, folder)).filter((file) => file.endsWith(suffix));
  return files.map((file) => readFileSync(join(PACKAGE, folder, file), 'utf8'));
}

function descendants(node: ts.Node): ts.Node[] {
  return [node, ...node.getChildren().flatMap(descendants)];
}

/** Returns the names of the functions that always throw. */
function neverReturning(file: ts.SourceFile): Set<string> {
  return new Set(
    descendants(file)
      .filter((node) => ts.isFunctionDeclaration(node))
      .filter(({ type }) => type?.kind === ts.SyntaxKind.NeverKeyword)
      .map(({ name }) => name?.text ?? ''),
  );
}

function isFailure(node: ts.Node, failing: ReadonlySet<string>): node is ts.NewExpression | ts.CallExpression {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false;
  const callee = node.expression.getText();
  return ts.isNewExpression(node) ? callee.endsWith('Error') : callee.endsWith('.error') || failing.has(callee);
}

/** Returns the string literals in the arguments of a call. */
function texts({ arguments: args = ts.factory.createNodeArray() }: ts.NewExpression | ts.CallExpression): Message[] {
  return args.flatMap(descendants).flatMap((node) => {
    if (ts.isStringLiteralLike(node)) return fixedParts([node.text]);
    if (!ts.isTemplateExpression(node)) return [];
    return fixedParts([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]);
  });
}

/** Returns a message, or nothing where a text has no words of its own. */
function fixedParts(parts: readonly string[]): Message[] {
  const words = parts.filter((part) => /[a-z]{2}/i.test(part));
  return words.some((part) => part.includes(' ')) ? [words] : [];
}
