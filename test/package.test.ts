import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the packed library synthesizes a chain in an empty cdk8s app, with types', () => {
  const run = (file: string, args: string[], cwd = folder): string =>
    execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], PACKAGE)) as {
    filename: string;
    files: { path: string }[];
  }[];
  const paths = packed!.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['build/index.js', 'build/index.d.ts', 'build/workspace/common.sh']));
  expect(paths.filter((path) => !/^(build\/|package\.json$|README\.md$|LICENSE$)/.test(path))).toEqual([]);

  const installed = (name: string): string => join(PACKAGE, 'node_modules', name);
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "version": "1.0.0" }');
  const peers = ['cdk8s', 'cdk8s-plus-28', 'constructs'].map(installed);
  run('npm', ['install', '--offline', '--no-audit', '--ignore-scripts', `./${packed!.filename}`, ...peers]);

  writeFileSync(join(folder, 'main.ts'), APP);
  const types = ['--typeRoots', installed('@types'), '--types', 'node'];
  run(process.execPath, [installed('typescript/bin/tsc'), '--strict', '--module', 'node16', ...types, 'main.ts']);
  run(process.execPath, ['main.js']);
  const manifest = readFileSync(join(folder, 'dist/chain.k8s.yaml'), 'utf8');
  expect(manifest.match(/^kind: .*$/gm)).toEqual([
    'kind: PersistentVolumeClaim',
    'kind: Job',
    'kind: ConfigMap',
    'kind: Job',
  ]);
  expect(manifest).toContain('name: keruta-job-test');
}, 60_000);
