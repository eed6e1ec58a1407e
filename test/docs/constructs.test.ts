import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as cdk8s from 'cdk8s';
import { loadAll } from 'js-yaml';
import ts from 'typescript';
import * as library from '../../lib';
import { blocksOf, PACKAGE } from './support/page';

const MODULES: Record<string, unknown> = { cdk8s, 'cdk8s-git-repo-tasks': library };
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  types: ['node'],
  typeRoots: [join(PACKAGE, 'node_modules/@types')],
  paths: {
    'cdk8s-git-repo-tasks': [join(PACKAGE, 'lib/index.ts')],
    '*': [join(PACKAGE, 'node_modules/*')],
  },
};

const apps = blocksOf('ts');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apps-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the apps of the pages have no type errors', () => {
  const files = apps.map(([, { content }], index) => {
    const file = join(folder, `app${index}.ts`);
    writeFileSync(file, content);
    return file;
  });
  const program = ts.createProgram(files, OPTIONS);
  const diagnostics = files.flatMap((file, index) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${apps[index]![0]}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
  expect(diagnostics).toEqual([]);
});

test.each(apps)('the app at %s renders a Job', (_, { content }) => {
  expect(run(content).filter(({ kind }) => kind === 'Job')).not.toEqual([]);
});

test('the patches of the page change the Job and the claim', () => {
  const [, patched] = apps.find(([, { content }]) => content.includes('addJsonPatch'))!;
  const objects = run(patched.content);
  expect(objects.find(({ kind }) => kind === 'Job')).toMatchObject({
    spec: {
      template: {
        spec: { initContainers: [{ name: 'git-clone' }, { name: 'cache', restartPolicy: 'Always' }] },
      },
    },
  });
  expect(objects.find(({ kind }) => kind === 'PersistentVolumeClaim')).toMatchObject({
    metadata: { labels: { backup: 'daily' } },
  });
});

/** Runs an app. Returns the objects that it renders. */
function run(source: string): { kind: string }[] {
  const { outputText } = ts.transpileModule(source, { compilerOptions: OPTIONS });
  const output = mkdtempSync(join(folder, 'dist-'));
  process.env.CDK8S_OUTDIR = output;
  const app = runInThisContext(`(function (require, exports) { ${outputText}\n})`) as (...args: unknown[]) => void;
  app((name: string) => MODULES[name], {});
  delete process.env.CDK8S_OUTDIR;
  return readdirSync(output).flatMap((file) => loadAll(readFileSync(join(output, file), 'utf8')) as { kind: string }[]);
}
