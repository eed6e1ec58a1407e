import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { testsThatNeed } from './support/tools';

jest.setTimeout(120_000);

type Permissions = Readonly<Record<string, string>>;

interface Job {
  readonly permissions?: Permissions;
  readonly strategy?: { readonly matrix: Readonly<Partial<Record<string, readonly unknown[]>>> };
  readonly steps: readonly {
    readonly name?: string;
    readonly run?: string;
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

interface Workflow {
  readonly permissions: Permissions;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const PACKAGE = join(__dirname, '..');
const FOLDER = join(PACKAGE, '.github/workflows');
const FILES = readdirSync(FOLDER);
const NVMRC = Number(readFileSync(join(PACKAGE, '.nvmrc'), 'utf8'));

function textOf(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

function workflowOf(file: string): Workflow {
  return load(textOf(file)) as Workflow;
}

/** The shell commands of a job. */
function commandsOf(file: string, job: string): string[] {
  return workflowOf(file).jobs[job]!.steps.flatMap(({ run }) => run ?? []);
}

const JOBS = FILES.flatMap((file) => Object.keys(workflowOf(file).jobs).map((job) => ({ file, job })));

test.each(JOBS)('$file, $job: calls npm scripts that exist', ({ file, job }) => {
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { scripts: object };
  const called = commandsOf(file, job).flatMap((run) => [...run.matchAll(/npm (?:run (?:--silent )?)?([\w:-]+)/g)]);
  for (const [, script] of called) expect([...Object.keys(scripts), 'ci', 'pack', 'publish']).toContain(script);
});

test.each(FILES)('%s: each action is pinned by its commit, and its version is named', (file) => {
  const actions = textOf(file).match(/uses: .*/g) ?? [];
  for (const action of actions) expect(action).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(JOBS)('$file, $job: may write only if it installs no packages', ({ file, job }) => {
  const { permissions, jobs } = workflowOf(file);
  const installs = commandsOf(file, job).some((run) => /npm (ci|install|i)\b|npx|\.ci\/run/.test(run));
  const granted = Object.values(jobs[job]!.permissions ?? permissions);
  if (installs) expect(granted).not.toContain('write');
});

test.each(JOBS)('$file, $job: uses the Node.js version of .nvmrc, or tests several', ({ file, job }) => {
  const { steps, strategy } = workflowOf(file).jobs[job]!;
  const setups = steps.filter(({ uses = '' }) => uses.startsWith('actions/setup-node@'));
  const hasCheckout = steps.some(({ uses = '' }) => uses.startsWith('actions/checkout@'));
  for (const { with: inputs } of setups) {
    if (strategy?.matrix.node) expect(inputs).toMatchObject({ 'node-version': '${{ matrix.node }}' });
    else expect(inputs).toMatchObject(hasCheckout ? { 'node-version-file': '.nvmrc' } : { 'node-version': NVMRC });
  }
});

test('pull requests are tested on the oldest supported Node.js and on the LTS', () => {
  const { engines } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { engines: { node: string } };
  const oldest = Number(/\d+/.exec(engines.node)?.[0]);
  expect(workflowOf('pull-request.yml').jobs.project!.strategy?.matrix.node).toEqual([oldest, 'lts/*']);
});

test('all end-to-end tests run every night, those of Argo CD on a version of it that is pinned', () => {
  const { steps, strategy } = workflowOf('end-to-end.yml').jobs.kind!;
  const tests = readdirSync(join(PACKAGE, 'test/e2e')).flatMap((file) => /^(.*)\.test\.ts$/.exec(file)?.[1] ?? []);
  expect(strategy?.matrix.test?.toSorted()).toEqual(tests.sort());
  const install = steps.find(({ run = '' }) => run.includes('argo-cd/$ARGO_CD/'));
  expect(install).toMatchObject({
    if: "matrix.test == 'argo-cd'",
    env: { ARGO_CD: expect.stringMatching(/^v\d+\.\d+\.\d+$/) as string },
  });
  const [command] = steps.slice(-1);
  expect(command).toMatchObject({ run: 'npm run test:e2e -- "$TEST"', env: { TEST: '${{ matrix.test }}' } });
  expect(command?.env?.E2E_ARGOCD).toContain("'1'");
});

test('only the job that publishes has an identity', () => {
  const jobs = JOBS.filter(({ file, job }) => 'id-token' in (workflowOf(file).jobs[job]!.permissions ?? {}));
  expect(jobs).toEqual([{ file: 'publish.yml', job: 'publish' }]);
  for (const file of FILES) expect(workflowOf(file).permissions).not.toHaveProperty('id-token');
});

testsThatNeed('bash').describe('as far as a machine without GitHub can run them', () => {
  let folder: string;
  let origin: string;
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GITHUB_REF_NAME: 'main',
    GITHUB_BASE_REF: 'main',
    ...workflowOf('dist.yml').env,
  };

  function git(cwd: string, ...args: readonly string[]): string {
    return execFileSync('git', args, { cwd, env: environment, encoding: 'utf8', stdio: 'pipe' }).trimEnd();
  }

  /** The checkout of a job, with the packages of this project. */
  function checkOut(name: string): string {
    const checkout = join(folder, name);
    rmSync(checkout, { recursive: true, force: true });
    git(folder, 'clone', '--quiet', origin, name);
    symlinkSync(join(PACKAGE, 'node_modules'), join(checkout, 'node_modules'));
    return checkout;
  }

  /** Runs commands as GitHub would; stops at the first that fails and returns its exit code. */
  function run(checkout: string, commands: readonly string[]): { status: number | null; output: string } {
    let output = '';
    for (const command of commands) {
      const result = spawnSync('bash', ['-e', '-c', command], { cwd: checkout, env: environment, encoding: 'utf8' });
      output += result.stdout + result.stderr;
      if (result.status !== 0) return { status: result.status, output };
    }
    return { status: 0, output };
  }

  function edit(checkout: string, change: (tasks: { taskId: string }[]) => unknown): void {
    const file = join(checkout, 'tasks.json');
    const tasks = JSON.parse(readFileSync(file, 'utf8')) as { taskId: string }[];
    change(tasks);
    writeFileSync(file, JSON.stringify(tasks));
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'workflows-'));
    origin = join(folder, 'origin.git');
    environment.GITHUB_STEP_SUMMARY = join(folder, 'summary.md');
    environment.RUNNER_TEMP = join(folder, 'temp');
    git(folder, 'init', '--quiet', '--bare', '--initial-branch', 'main', origin);
    const checkout = checkOut('first');
    for (const path of ['package.json', 'tsconfig.json', 'cdk8s.yaml', 'main.ts', 'lib', 'imports']) {
      cpSync(join(PACKAGE, path), join(checkout, path), { recursive: true });
    }
    writeFileSync(join(checkout, '.gitignore'), 'node_modules\n/dist.*/\n');
    const root = { taskId: 'a', repoUrl: 'https://git.example.com/a.git', image: 'alpine:3' };
    writeFileSync(join(checkout, 'tasks.json'), JSON.stringify([root]));
    git(checkout, 'checkout', '--quiet', '-B', 'main');
    git(checkout, 'add', '--all');
    git(checkout, 'commit', '--quiet', '--message', 'first');
    git(checkout, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs the job that installs packages and synthesizes. What it leaves in RUNNER_TEMP/result is its artifact. */
  function synthesize(): void {
    rmSync(environment.RUNNER_TEMP!, { recursive: true, force: true });
    mkdirSync(environment.RUNNER_TEMP!);
    const commands = commandsOf('dist.yml', 'synth').filter((command) => command !== 'npm ci');
    expect(run(checkOut('synth'), commands)).toMatchObject({ status: 0 });
  }

  test('main: dist/ is synthesized in one job, and committed and pushed by another', () => {
    synthesize();
    const first = checkOut('commit');
    expect(run(first, commandsOf('dist.yml', 'commit'))).toMatchObject({ status: 0 });
    expect(git(origin, 'log', '-1', '--format=%an: %s')).toBe('github-actions[bot]: dist: 1 task added');
    expect(git(origin, 'show', 'main:dist/tasks/a/a.k8s.yaml')).toContain('keruta-job-a');

    const before = git(origin, 'rev-parse', 'main');
    const again = run(checkOut('again'), commandsOf('dist.yml', 'commit'));
    expect(again).toEqual({ status: 0, output: 'dist/ is up to date\n' });
    expect(git(origin, 'rev-parse', 'main')).toBe(before);
  });

  test('main: a job whose branch has new commits leaves dist/ to their run, and a push that fails otherwise is an error', () => {
    const late = checkOut('late');
    writeFileSync(join(folder, 'temp/result/dist/README.md'), 'changed');
    const other = checkOut('other');
    git(other, 'commit', '--quiet', '--allow-empty', '--message', 'other');
    git(other, 'push', '--quiet');
    const before = git(origin, 'rev-parse', 'main');
    const { status, output } = run(late, commandsOf('dist.yml', 'commit'));
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).toContain('main has new commits: the run of the newest one commits dist/');
    expect(git(origin, 'rev-parse', 'main')).toBe(before);

    writeFileSync(join(origin, 'hooks/pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(run(checkOut('refused'), commandsOf('dist.yml', 'commit'))).toMatchObject({ status: 1 });
    rmSync(join(origin, 'hooks/pre-receive'));
  });

  test('a pull request: its summary lists the changes; a dist/ that was not committed or a bad list fails it', () => {
    const steps = (pattern: RegExp): string[] =>
      commandsOf('pull-request.yml', 'list').filter((command) => pattern.test(command));
    const checkout = checkOut('topic');
    git(checkout, 'checkout', '--quiet', '-b', 'topic');
    edit(checkout, (tasks) => tasks.push({ ...tasks[0], taskId: 'b' }));
    git(checkout, 'commit', '--quiet', '--all', '--message', 'add b');
    expect(run(checkout, steps(/check/))).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(/\bb\b/);

    const stale = run(checkout, steps(/npm run synth/));
    expect(stale.status).toBe(1);
    expect(stale.output).toContain('dist/tasks/b/b.k8s.yaml');
    git(checkout, 'add', 'dist');
    git(checkout, 'commit', '--quiet', '--message', 'dist/');
    expect(run(checkout, steps(/npm run synth/))).toMatchObject({ status: 0 });

    edit(checkout, (tasks) => tasks.push({ taskId: 'a' }));
    expect(run(checkout, steps(/check/))).toMatchObject({ status: 1 });
  });
});
