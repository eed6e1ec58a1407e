import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '..');
const APP = `
import { App, Chart } from 'cdk8s';
import { GitRepoTask } from 'cdk8s-git-repo-tasks';

const app = new App();
const chart = new Chart(app, 'chain');
const build = new GitRepoTask(chart, 'build', {
  taskId: 'build',
  image: 'alpine:3.22',
  repoUrl: 'https://github.com/octocat/Hello-World.git',
});
new GitRepoTask(chart, 'test', { taskId: 'test', image: 'alpine:3.22', parent: build });
app.synth();
`;

const PUBLISHED = /^(build\/|tasks\.schema\.json$|package\.json$|README(\.ja)?\.md$|CHANGELOG\.md$|LICENSE$)/;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;

function run(cwd: string, file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  [packed] = JSON.parse(run(PACKAGE, 'npm', 'pack', '--json', '--pack-destination', folder)) as [Packed];
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the package contains only the built library', () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'build/lib/index.js',
      'build/lib/index.d.ts',
      'build/lib/workspace/common.sh',
      'tasks.schema.json',
    ]),
  );
  expect(paths.filter((path) => !PUBLISHED.test(path))).toEqual([]);
});

test('the package contains the template of init, also the files that npm would exclude under their own names', () => {
  const template = join(PACKAGE, 'lib/init/template');
  const names = readdirSync(template, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(template, name)).isFile());
  expect(files).toContain('gitignore');
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(files.map((file) => `build/lib/init/template/${file}`)));
});

test('npm would publish it', () => {
  // The build of beforeAll is used again.
  const output = run(PACKAGE, 'npm', 'publish', '--dry-run', '--ignore-scripts', '--offline');
  expect(output).toMatch(/^\+ cdk8s-git-repo-tasks@/m);
});

test('the packed library synthesizes a chain in an empty cdk8s app, with types', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
    dependencies: object;
    peerDependencies: object;
  };
  const installed = (name: string): string => join(PACKAGE, 'node_modules', name);
  const needed = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].map(installed);
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "version": "1.0.0" }');
  run(folder, 'npm', 'install', '--offline', '--no-audit', '--ignore-scripts', `./${packed.filename}`, ...needed);

  writeFileSync(join(folder, 'main.ts'), APP);
  const types = ['--typeRoots', installed('@types'), '--types', 'node'];
  run(
    folder,
    process.execPath,
    installed('typescript/bin/tsc'),
    '--strict',
    '--skipLibCheck',
    '--module',
    'node16',
    ...types,
    'main.ts',
  );
  run(folder, process.execPath, 'main.js');
  const manifest = readFileSync(join(folder, 'dist/chain.k8s.yaml'), 'utf8');
  expect(manifest.match(/^kind: .*$/gm)).toEqual([
    'kind: PersistentVolumeClaim',
    'kind: Job',
    'kind: ConfigMap',
    'kind: Job',
  ]);
  expect(manifest).toContain('name: keruta-job-test');
});
