import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '..');

/** Files that import what they may import. */
const GOOD = {
  'main.ts': "import { check } from './lib/cli/good'; export const main = check;",
  'lib/cli/good.ts': "import { chart } from '../charts/chart'; export const check = chart;",
  'lib/cli/load-app.ts': "import { main } from '../../main'; export const app = main;",
  'lib/charts/chart.ts': "import { path } from '../output/layout'; export const chart = path;",
  'lib/output/layout.ts': "export const path = 'a';",
  'lib/output/readme.ts': "import { chart } from '../charts/chart'; export const readme = chart;",
  // The other half of a cycle, which is reported once.
  'lib/task-list/two.ts': "import type { One } from './one'; export interface Two { one: One }",
  'lib/index.ts': "export { main } from '../main';",
  'lib/kubernetes/k8s.ts': "export { k8s } from 'cdk8s-plus-28';",
};

/** Files with one wrong import each, and the rule that it breaks. */
const BAD = {
  'lib/task-list/one.ts': ["import type { Two } from './two'; export interface One { two: Two }", 'no-cycle'],
  'lib/validation/up.ts': [
    "import type { chart } from '../charts/chart'; export type Up = typeof chart;",
    'layer-validation',
  ],
  'lib/charts/up.ts': ["import { readme } from '../output/readme'; export const up = readme;", 'layer-charts'],
  'lib/output/layout/up.ts': [
    "import { chart } from '../../charts/chart'; export const up = chart;",
    'layer-output-layout',
  ],
  'lib/cluster/beside.ts': ["import { diff } from '../compare/diff'; export const beside = diff;", 'layer-cluster'],
  'lib/compare/diff.ts': ["import { main } from '../../main'; export const diff = main;", 'lib-does-not-import-main'],
  'lib/workspace/job.ts': ["import { k8s } from 'cdk8s-plus-28'; export const job = k8s;", 'one-kubernetes-version'],
  'lib/constructs/dev.ts': ["import prettier from 'prettier'; export const dev = prettier;", 'published-dependencies'],
  'lib/task-list/index-user.ts': ["export * from '../index';", 'library-is-not-imported'],
  'tools/unknown.ts': [
    "import unknown from 'a-package-that-is-not-there'; export const a = unknown;",
    'known-packages',
  ],
} as const;

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

test('npm run lint finds each import that the layers do not allow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const file of ['.dependency-cruiser.js', 'tsconfig.json', 'package.json']) {
    cpSync(join(PACKAGE, file), join(folder, file));
  }
  symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, text] of Object.entries(GOOD)) write(file, text);
  for (const [file, [text]] of Object.entries(BAD)) write(file, text);

  const depcruise = join(PACKAGE, 'node_modules/.bin/depcruise');
  const { stdout } = spawnSync(depcruise, ['--output-type', 'json', 'main.ts', 'lib', 'tools'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  const { summary } = JSON.parse(stdout) as Report;
  const found = summary.violations.map(({ from, rule }) => [from, rule.name]);
  expect(found.sort()).toEqual(
    Object.entries(BAD)
      .map(([file, [, rule]]) => [file, rule])
      .sort(),
  );
  rmSync(folder, { recursive: true });
});

test('no two files of lib/ have the same name', () => {
  const files = readdirSync(join(PACKAGE, 'lib'), { recursive: true, encoding: 'utf8' });
  const isTemplate = (file: string): boolean => file.startsWith(join('init', 'template'));
  const names = files.filter((file) => file.endsWith('.ts') && !isTemplate(file)).map((file) => basename(file));
  const repeated = names.filter((name, index) => name !== 'index.ts' && names.indexOf(name) !== index);
  expect(repeated).toEqual([]);
});

test('a list is read without loading cdk8s, which takes longer than reading most lists', () => {
  const script = `
    require('./lib/task-list');
    console.log(Object.keys(require.cache).filter((file) => /node_modules.(cdk8s|constructs)/.test(file)).length);
  `;
  const args = ['--require', 'ts-node/register', '--eval', script];
  expect(spawnSync(process.execPath, args, { cwd: PACKAGE, encoding: 'utf8' })).toMatchObject({ stdout: '0\n' });
});
