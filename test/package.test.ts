import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dependencies, devDependencies, peerDependencies, version } from '../package.json';
import { GIT_IDENTITY } from './support/git-identity';

jest.setTimeout(300_000);

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

interface PackageFile {
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

let folder: string;
let packed: Packed;

const ENV: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...GIT_IDENTITY,
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_offline: 'true',
  npm_config_ignore_scripts: 'true',
  npm_config_update_notifier: 'false',
};

/** Runs a program, and returns its output. */
function run(cwd: string, file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, { cwd, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs `npm install` with the packed package, and with links to the packages of this project instead of fetching them. */
function install(app: string, tarball: string): void {
  const file = join(app, 'package.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as PackageFile;
  const names = new Set([...NEEDED, ...packagesOf(content)]);
  const links = Object.fromEntries([...names].map((name) => [name, `file:${installed(name)}`]));
  const needs = { ...links, 'cdk8s-git-repo-tasks': `file:${tarball}` };
  writeFileSync(file, JSON.stringify({ ...content, dependencies: needs, devDependencies: {} }));
  run(app, 'npm', 'install');
}

function packagesOf({ dependencies, devDependencies }: PackageFile): string[] {
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name !== 'cdk8s-git-repo-tasks');
}

function installed(name: string): string {
  return join(PACKAGE, 'node_modules', name);
}

function pack(cwd: string, ...args: readonly string[]): Packed {
  const [result] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder, ...args], { cwd, encoding: 'utf8' }),
  ) as [Packed];
  return result;
}

const NEEDED = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  packed = pack(PACKAGE);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the package contains only what was built', () => {
  const paths = packed.files.map(({ path }) => path);
  const expected = [
    ...['build/lib/index.js', 'build/lib/index.d.ts', 'tasks.schema.json'],
    ...['build/lib/workspace/common.sh', 'build/lib/output/job-health-check.lua'],
  ];
  expect(paths).toEqual(expect.arrayContaining(expected));
  expect(paths.filter((path) => !PUBLISHED.test(path))).toEqual([]);
});

test('npm would publish it', () => {
  // The build of beforeAll is used again.
  const output = run(PACKAGE, 'npm', 'publish', '--dry-run');
  expect(output).toMatch(/^\+ cdk8s-git-repo-tasks@/m);
});

test('the packed library synthesizes a chain in an empty cdk8s app, with types', () => {
  const app = join(folder, 'library');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "version": "1.0.0" }');
  install(app, join(folder, packed.filename));

  writeFileSync(join(app, 'main.ts'), APP);
  const types = ['--typeRoots', installed('@types'), '--types', 'node'];
  const options = ['--strict', '--skipLibCheck', '--module', 'node16', ...types];
  run(app, process.execPath, installed('typescript/bin/tsc'), ...options, 'main.ts');
  run(app, process.execPath, 'main.js');
  const manifest = readFileSync(join(app, 'dist/chain.k8s.yaml'), 'utf8');
  expect(manifest.match(/^kind: .*$/gm)).toEqual([
    'kind: PersistentVolumeClaim',
    'kind: Job',
    'kind: ConfigMap',
    'kind: Job',
  ]);
  expect(manifest).toContain('name: keruta-job-test');
});

describe('an app that init writes', () => {
  let app: string;
  const npmRun = (...args: readonly string[]): string => run(app, 'npm', 'run', '--silent', ...args);
  const git = (...args: readonly string[]): string => run(app, 'git', ...args);
  const commit = (): void => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Change the list');
    git('push', '--quiet', 'origin', 'main');
  };
  const edit = (change: (task: Record<string, unknown>) => Record<string, unknown>): void => {
    const file = join(app, 'tasks.json');
    const list = JSON.parse(readFileSync(file, 'utf8')) as { tasks: Record<string, unknown>[] };
    writeFileSync(file, JSON.stringify({ ...list, tasks: list.tasks.map(change) }, null, 2));
  };
  const jobs = (): string[] =>
    readdirSync(join(app, 'dist/tasks'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.yaml'))
      .flatMap((path) => readFileSync(join(app, 'dist/tasks', path), 'utf8').match(/name: keruta-job-\S+/g) ?? []);

  beforeAll(() => {
    app = join(folder, 'app');
    const origin = join(folder, 'origin.git');
    run(folder, 'git', 'init', '--quiet', '--bare', '--initial-branch=main', origin);
    mkdirSync(app);
    git('init', '--quiet', '--initial-branch=main');
    git('remote', 'add', 'origin', origin);

    // As npx does: the package is in a folder of its own, and the program runs in the folder of the app.
    const npx = join(folder, 'npx');
    mkdirSync(npx);
    writeFileSync(join(npx, 'package.json'), '{}');
    install(npx, join(folder, packed.filename));
    const output = run(app, join(npx, 'node_modules/.bin/git-repo-tasks'), 'init', '--ci', 'github');
    expect(output).toMatch(/\n\nNext:\n {2}npm install\n {2}npm run synth\n$/);

    const needs = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as PackageFile;
    expect(needs.dependencies).toMatchObject({ 'cdk8s-git-repo-tasks': `^${version}` });
    expect(Object.keys({ ...peerDependencies, ...devDependencies })).toEqual(expect.arrayContaining(packagesOf(needs)));
    install(app, join(folder, packed.filename));
  });

  test('renders its list, with the program and with cdk8s-cli', () => {
    expect(npmRun('synth')).toBe('dist/: 1 task in 1 chain\n');
    expect(jobs()).toEqual(['name: keruta-job-hello']);
    rmSync(join(app, 'dist'), { recursive: true });
    expect(run(app, 'npx', '--no', 'cdk8s', 'synth', '--check-upgrade=false')).toContain('tasks/hello/hello.k8s.yaml');
    expect(jobs()).toEqual(['name: keruta-job-hello']);
  });

  test('checks its list, and passes its tests', () => {
    expect(npmRun('check')).toBe('1 task in 1 chain: no errors\n');
    run(app, 'npm', 'test');
    const { $schema } = JSON.parse(readFileSync(join(app, 'tasks.json'), 'utf8')) as { $schema: string };
    expect(existsSync(join(app, $schema))).toBe(true);
  });

  test('fails its tests if the list breaks the rule of the team', () => {
    edit((task) => ({ ...task, activeDeadlineSeconds: 100_000 }));
    expect(() => run(app, 'npm', 'test')).toThrow(/no Job may run for more than a day/);
    edit(({ activeDeadlineSeconds, ...task }) => (expect(activeDeadlineSeconds).toBe(100_000), task));
  });

  test('reports an edit, and commits its manifests', () => {
    commit();
    edit((task) => ({ ...task, run: 2 }));
    expect(npmRun('check', '--', '--against')).toMatch(
      /^Compared with .*: 1 task will run again\.\nhello: will run again \(run 1 -> 2\)\n$/,
    );
    commit();
    npmRun('synth');
    expect(npmRun('commit-dist')).toMatch(/^pushing [0-9a-f]+ \(dist: .*\) to branch main of origin\n$/);
    expect(git('log', '--format=%s', 'origin/main').split('\n').slice(0, 2)).toEqual([
      'dist: 1 task changed',
      'Change the list',
    ]);
    expect(npmRun('commit-dist')).toContain('nothing to commit');
  });

  test('runs no task again after an upgrade of the package', () => {
    npmRun('synth');
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'before');
    const before = jobs();

    run(folder, 'tar', '-xzf', packed.filename);
    appendFileSync(join(folder, 'package/build/lib/workspace/common.sh'), '# Another version.\n');
    const file = join(folder, 'package/package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(`"version": "${version}"`, '"version": "99.0.0"'));
    const next = pack(join(folder, 'package'), '--ignore-scripts');
    install(app, join(folder, next.filename));

    npmRun('synth');
    expect(git('diff', '--name-only', '--', 'dist').split('\n')).toContain('dist/tasks/hello/hello.k8s.yaml');
    expect(jobs()).toEqual(before);
    expect(npmRun('check', '--', '--against', 'HEAD')).toMatch(
      /: no task or claim changes\.\nAn upgrade of this project changes 2 objects\. No task runs again because of it\.\n$/,
    );
  });
});
