import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';

jest.setTimeout(120_000);

interface Step {
  readonly name?: string;
  readonly run?: string;
}
interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly env?: Record<string, string>; readonly steps: Step[] }>;
}

const PACKAGE = join(__dirname, '..');
const FOLDER = join(PACKAGE, '.github/workflows');
const workflows = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [file, load(readFileSync(join(FOLDER, file), 'utf8')) as Workflow]),
);
const jobs = (file: string): Workflow['jobs'][string][] => Object.values(workflows[file]?.jobs ?? {});
const commands = (file: string): string[] => jobs(file).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

test.each(Object.keys(workflows))('%s calls npm scripts that exist', (file) => {
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { scripts: object };
  const called = commands(file).flatMap((run) => [...run.matchAll(/npm (?:run (?:--silent )?)?([\w-]+)/g)]);
  for (const [, script] of called) expect([...Object.keys(scripts), 'ci']).toContain(script);
});

test('a pull request may only read', () => {
  expect(workflows['pull-request.yml']?.permissions).toEqual({ contents: 'read' });
});

describe('as far as a machine without GitHub can run them', () => {
  let folder: string;
  let checkout: string;
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: checkout, env: environment, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GITHUB_REF_NAME: 'main',
    GITHUB_BASE_REF: 'main',
    ...jobs('dist.yml')[0]?.env,
  };

  /** Runs the steps that call one of `scripts`, as GitHub would; stops at the first that fails and returns its exit code. */
  function run(file: string, ...scripts: string[]): { status: number | null; output: string } {
    const chosen = commands(file).filter((command) => scripts.some((script) => command.includes(script)));
    expect(chosen).toHaveLength(scripts.length);
    let output = '';
    for (const command of chosen) {
      const result = spawnSync('bash', ['-e', '-c', command], { cwd: checkout, env: environment, encoding: 'utf8' });
      output += result.stdout + result.stderr;
      if (result.status !== 0) return { status: result.status, output };
    }
    return { status: 0, output };
  }

  function edit(change: (tasks: { taskId: string }[]) => unknown): void {
    const file = join(checkout, 'tasks.json');
    const tasks = JSON.parse(readFileSync(file, 'utf8')) as { taskId: string }[];
    change(tasks);
    writeFileSync(file, JSON.stringify(tasks));
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workflows-'));
    checkout = join(folder, 'checkout');
    environment.GITHUB_STEP_SUMMARY = join(folder, 'summary.md');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', join(folder, 'origin.git')]);
    execFileSync('git', ['clone', '--quiet', join(folder, 'origin.git'), checkout], { stdio: 'pipe' });
    for (const path of ['package.json', 'tsconfig.json', 'cdk8s.yaml', 'main.ts', 'lib', 'imports']) {
      cpSync(join(PACKAGE, path), join(checkout, path), { recursive: true });
    }
    symlinkSync(join(PACKAGE, 'node_modules'), join(checkout, 'node_modules'));
    writeFileSync(join(checkout, '.gitignore'), 'node_modules\n/dist.*/\n');
    const root = { taskId: 'a', repoUrl: 'https://git.example.com/a.git', image: 'alpine:3' };
    writeFileSync(join(checkout, 'tasks.json'), JSON.stringify([root]));
    git('checkout', '--quiet', '-B', 'main');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'first');
    git('push', '--quiet', '--set-upstream', 'origin', 'main');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('main: dist/ is synthesized, committed and pushed, once', () => {
    expect(run('dist.yml', 'synth', 'commit-dist')).toMatchObject({ status: 0 });
    expect(git('log', '-1', '--format=%an: %s', 'origin/main')).toBe('github-actions[bot]: dist: 1 task added');
    expect(git('show', 'origin/main:dist/tasks/a/a.k8s.yaml')).toContain('keruta-job-a');

    const before = git('rev-parse', 'origin/main');
    expect(run('dist.yml', 'synth', 'commit-dist').output).toContain('dist/ is up to date');
    expect(git('rev-parse', 'origin/main')).toBe(before);
  });

  test('a pull request: its summary says what changes; a dist/ that was not committed fails it', () => {
    git('checkout', '--quiet', '-b', 'topic');
    edit((tasks) => tasks.push({ ...tasks[0], taskId: 'b' }));
    git('commit', '--quiet', '--all', '--message', 'add b');
    expect(run('pull-request.yml', 'check', '--against')).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(/\bb\b/);

    const stale = run('pull-request.yml', 'npm run synth');
    expect(stale.status).toBe(1);
    expect(stale.output).toContain('dist/tasks/b/b.k8s.yaml');

    git('add', 'dist');
    git('commit', '--quiet', '--message', 'dist/');
    expect(run('pull-request.yml', 'npm run synth')).toMatchObject({ status: 0 });
  });

  test('a pull request with a bad list fails at the check', () => {
    edit((tasks) => tasks.push({ taskId: 'a' }));
    expect(run('pull-request.yml', 'npm run check')).toMatchObject({ status: 1 });
  });
});
