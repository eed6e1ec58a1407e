import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { adaptWorkflow } from '../../lib/init/workflow-place';
import { DEFAULTS } from '../../lib/constructs/defaults';
import { testsThatNeed } from '../support/tools';
import { TestApp } from './support/test-app';

jest.setTimeout(120_000);

const PACKAGE = resolve(__dirname, '../..');
const TEMPLATE = join(PACKAGE, 'lib/init/template');
const OWN_WORKFLOWS = join(PACKAGE, '.github/workflows');
const NODE = Number(readFileSync(join(PACKAGE, '.nvmrc'), 'utf8'));

interface GitHubJob {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly run?: string;
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

interface GitHubWorkflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run: { readonly 'working-directory': string } };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, GitHubJob>>;
}

interface GitLabJob {
  readonly script: readonly string[];
  readonly image?: string | { readonly name: string };
  readonly environment?: object;
  readonly extends?: string;
}

interface GitLabConfig {
  readonly variables: Readonly<Record<string, string>>;
  readonly '.node': GitLabJob;
  readonly list: GitLabJob;
  readonly 'dist-synth': GitLabJob;
  readonly 'dist-commit': GitLabJob;
}

function template(file: string): string {
  return readFileSync(join(TEMPLATE, file), 'utf8');
}

const GITHUB = ['github/pull-request.yml', 'github/dist.yml'];
const github = (file: string): GitHubWorkflow => load(template(file)) as GitHubWorkflow;
const gitlab = load(template('gitlab-ci.yml')) as GitLabConfig;
const GITHUB_JOBS = GITHUB.flatMap((file) =>
  Object.entries(github(file).jobs).map(([job, content]) => ({ file, job, content })),
);

/** The commands of a job on GitHub. `npm ci` needs a registry, and `npm test` the declarations of the package. */
function commandsOf(file: string, job: string): string[] {
  return withoutInstallation(github(file).jobs[job]!.steps.flatMap(({ run }) => run ?? []));
}

function withoutInstallation(commands: readonly string[]): string[] {
  return commands.filter((command) => !/^npm (ci|test)$/.test(command));
}

describe('templates for GitHub', () => {
  test.each(GITHUB)('%s: each action is pinned by the commit that the workflows of this project use', (file) => {
    const own = readdirSync(OWN_WORKFLOWS)
      .map((name) => readFileSync(join(OWN_WORKFLOWS, name), 'utf8'))
      .join('');
    const actions = template(file).match(/uses: .*/g) ?? [];
    expect(actions).not.toEqual([]);
    for (const action of actions) {
      expect(action).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect(own).toContain(action);
    }
  });

  test.each(GITHUB_JOBS)('$file, $job: may write only if it installs no packages', ({ file, content }) => {
    const installs = content.steps.some(({ run = '' }) => /npm|npx/.test(run));
    const granted = Object.values(content.permissions ?? github(file).permissions);
    expect(granted.includes('write')).toBe(!installs);
  });

  test.each(GITHUB_JOBS)('$file, $job: uses the Node.js version of this project', ({ content }) => {
    const setups = content.steps.filter(({ uses = '' }) => uses.startsWith('actions/setup-node@'));
    for (const { with: inputs } of setups) expect(inputs).toMatchObject({ 'node-version': NODE });
  });

  test('in a folder of a repository, they work in it, and on its default branch', () => {
    const adapt = (file: string): GitHubWorkflow =>
      load(adaptWorkflow(template(file), { path: 'jobs/1.0', branch: 'true' })) as GitHubWorkflow;
    for (const file of GITHUB) expect(adapt(file).defaults?.run['working-directory']).toBe('jobs/1.0');
    expect(adapt('github/dist.yml')).toMatchObject({ on: { push: { branches: ['true'] } } });
    const inputs = Object.values(adapt('github/dist.yml').jobs).flatMap(({ steps }) => steps.map((step) => step.with));
    expect(inputs).toContainEqual(expect.objectContaining({ 'cache-dependency-path': 'jobs/1.0/package-lock.json' }));
  });
});

describe('the template for GitLab', () => {
  test('only the job that installs nothing has an environment, which has the token', () => {
    for (const name of ['list', 'dist-synth', 'dist-commit'] as const) {
      const { script, environment } = gitlab[name];
      const installs = script.some((command) => command.includes('npm'));
      expect([name, environment !== undefined]).toEqual([name, !installs]);
      expect([name, script.join('\n').includes('DIST_TOKEN')]).toEqual([name, !installs]);
    }
  });

  test('git gets the token from the variable, and from nothing else', () => {
    const [, options = ''] =
      /git ((?:-c \S+?= )?-c credential.helper='[^']*') /.exec(gitlab['dist-commit'].script.join('\n')) ?? [];
    const { stdout } = spawnSync('bash', ['-c', `git ${options} credential fill`], {
      input: 'protocol=https\nhost=gitlab.example.com\n\n',
      encoding: 'utf8',
      env: { PATH: process.env.PATH, DIST_TOKEN: 'token', GIT_TERMINAL_PROMPT: '0' },
    });
    expect(stdout).toContain('\npassword=token\n');
  });

  test('uses the Node.js version of this project, and the git image of tasks', () => {
    expect(gitlab['.node']).toMatchObject({ image: `node:${NODE}` });
    expect(gitlab['dist-commit']).toMatchObject({ image: { name: DEFAULTS.gitImage } });
  });

  test('in a folder of a repository, it works in it', () => {
    const adapted = load(adaptWorkflow(template('gitlab-ci.yml'), { path: 'jobs', branch: 'main' }));
    expect(adapted).toMatchObject({
      default: { before_script: ['cd jobs'] },
      '.node': { cache: { key: { files: ['jobs/package-lock.json'] }, paths: ['.npm/'] } },
      list: { artifacts: { paths: ['jobs/changes.md'] } },
      'dist-synth': { artifacts: { paths: ['jobs/result/'] } },
    });
  });
});

testsThatNeed('bash').describe.each(['', 'jobs'])(
  'as far as a machine without GitHub and GitLab can run them, in folder "%s"',
  (path) => {
    let app: TestApp;
    let origin: string;
    let temp: string;
    const environment: Record<string, string> = {};

    beforeAll(() => {
      app = new TestApp();
      origin = join(app.folder, '../origin.git');
      temp = join(app.folder, '../temp');
      app.run(
        `git init --quiet --bare --initial-branch=main ${origin} && git -C ${origin} config receive.advertisePushOptions true`,
      );
      app.run('git init --quiet --initial-branch=main');
      app.init(path === '' ? '.' : path);
      push(app.folder);
      Object.assign(environment, github('github/dist.yml').env, {
        CI_BUILDS_DIR: join(app.folder, '..'),
        CI_COMMIT_BRANCH: 'main',
        CI_PROJECT_URL: origin.replace(/\.git$/, ''),
        CI_SERVER_HOST: 'gitlab.example.com',
        DIST_TOKEN: 'token',
        GITHUB_BASE_REF: 'main',
        GITHUB_REF_NAME: 'main',
        GITHUB_STEP_SUMMARY: join(app.folder, '../summary.md'),
        RUNNER_TEMP: temp,
      });
    });
    afterAll(() => app.remove());
    beforeEach(() => {
      rmSync(temp, { recursive: true, force: true });
      execFileSync('mkdir', [temp]);
    });

    function git(cwd: string, ...args: readonly string[]): string {
      const { status, stdout, stderr } = app.run(
        `git -C ${cwd} ${args.map((arg) => `'${arg}'`).join(' ')}`,
        environment,
      );
      if (status !== 0) throw new Error(stderr);
      return stdout.trimEnd();
    }

    /** Commits everything in a checkout and pushes it. */
    function push(checkout: string): void {
      git(checkout, 'add', '--all');
      git(checkout, 'commit', '--quiet', '--message', 'list');
      git(checkout, 'push', '--quiet', origin, 'HEAD:refs/heads/main');
    }

    /** The checkout of a job: shallow, as actions/checkout makes it, with the packages of the app. */
    function checkOut(name: string, ...options: readonly string[]): string {
      const checkout = join(app.folder, '..', name);
      rmSync(checkout, { recursive: true, force: true });
      git('..', 'clone', '--quiet', '--depth=1', '--no-single-branch', ...options, `file://${origin}`, name);
      installPackage(name);
      return checkout;
    }

    /** The checkout of a job of GitLab's runner: it has no local branch. */
    function checkOutDetached(name: string): string {
      const checkout = checkOut(name);
      git(checkout, 'checkout', '--quiet', '--detach');
      git(checkout, 'branch', '--quiet', '--delete', 'main');
      return checkout;
    }

    function installPackage(name: string): void {
      app.installPackage(join('..', name, path));
    }

    /** Runs commands as a runner does; stops at the first that fails. */
    function run(checkout: string, commands: readonly string[]): { status: number | null; output: string } {
      const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', commands.join('\n')], {
        cwd: join(checkout, path),
        env: {
          PATH: process.env.PATH,
          HOME: join(app.folder, '..'),
          ...environment,
          CI_PROJECT_DIR: checkout,
          GITHUB_WORKSPACE: checkout,
        },
        encoding: 'utf8',
      });
      return { status, output: stdout + stderr };
    }

    /** Runs each command in a shell of its own, as GitHub does. */
    function runSteps(checkout: string, steps: readonly string[]): { status: number | null; output: string } {
      let output = '';
      for (const step of steps) {
        const result = run(checkout, [step]);
        output += result.output;
        if (result.status !== 0) return { status: result.status, output };
      }
      return { status: 0, output };
    }

    function addTask(checkout: string, task: object): void {
      const file = join(checkout, path, 'tasks.json');
      const list = JSON.parse(readFileSync(file, 'utf8')) as { tasks: object[] };
      list.tasks.push(task);
      writeFileSync(file, JSON.stringify(list, null, 2));
    }

    function dist(): string {
      return join(path, 'dist');
    }

    test('GitHub, main: dist/ is rendered in one job, and committed and pushed by another', () => {
      expect(runSteps(checkOut('synth'), commandsOf('github/dist.yml', 'synth'))).toMatchObject({ status: 0 });
      expect(runSteps(checkOut('commit'), commandsOf('github/dist.yml', 'commit'))).toMatchObject({ status: 0 });
      expect(git(origin, 'log', '-1', '--format=%an: %s', 'main')).toBe('github-actions[bot]: dist: 1 task added');
      expect(git(origin, 'show', `main:${dist()}/tasks/hello/hello.k8s.yaml`)).toContain('keruta-job-hello');

      const before = git(origin, 'rev-parse', 'main');
      const again = runSteps(checkOut('again'), commandsOf('github/dist.yml', 'commit'));
      expect(again).toEqual({ status: 0, output: 'dist/ is up to date\n' });
      expect(git(origin, 'rev-parse', 'main')).toBe(before);
    });

    test('GitHub, main: a job whose branch has new commits leaves dist/ to their run; another failed push is an error', () => {
      runSteps(checkOut('synth'), commandsOf('github/dist.yml', 'synth'));
      const late = checkOut('late');
      writeFileSync(join(temp, 'result/dist/README.md'), 'changed');
      const other = checkOut('other');
      git(other, 'commit', '--quiet', '--allow-empty', '--message', 'other');
      git(other, 'push', '--quiet');
      const before = git(origin, 'rev-parse', 'main');
      const { status, output } = runSteps(late, commandsOf('github/dist.yml', 'commit'));
      expect({ status, output }).toMatchObject({ status: 0 });
      expect(output).toContain('main has new commits: the run of the newest one commits dist/');
      expect(git(origin, 'rev-parse', 'main')).toBe(before);

      writeFileSync(join(origin, 'hooks/pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
      expect(runSteps(checkOut('refused'), commandsOf('github/dist.yml', 'commit'))).toMatchObject({ status: 1 });
      rmSync(join(origin, 'hooks/pre-receive'));
    });

    test('GitHub, pull request: without dist/ in it, the summary lists the changes; a list with an error fails it', () => {
      const checkout = checkOut('topic');
      git(checkout, 'fetch', '--quiet', '--unshallow');
      git(checkout, 'checkout', '--quiet', '-b', 'topic');
      addTask(checkout, { taskId: 'second', parentTaskId: 'hello', image: 'alpine:3.22.2' });
      git(checkout, 'commit', '--quiet', '--all', '--message', 'add a task');
      const commands = commandsOf('github/pull-request.yml', 'list');
      expect(runSteps(checkout, commands)).toMatchObject({ status: 0 });
      expect(readFileSync(environment.GITHUB_STEP_SUMMARY!, 'utf8')).toContain('| `second` | will be added |');

      addTask(checkout, { taskId: 'second' });
      expect(runSteps(checkout, commands)).toMatchObject({ status: 1 });
    });

    test('GitLab, merge request: the report is an artifact', () => {
      const checkout = checkOut('topic');
      git(checkout, 'fetch', '--quiet', '--unshallow');
      environment.CI_MERGE_REQUEST_DIFF_BASE_SHA = git(checkout, 'rev-parse', 'HEAD');
      git(checkout, 'checkout', '--quiet', '--detach');
      addTask(checkout, { taskId: 'third', parentTaskId: 'hello', image: 'alpine:3.22.2' });
      git(checkout, 'commit', '--quiet', '--all', '--message', 'add a task');
      expect(run(checkout, withoutInstallation(gitlab.list.script))).toMatchObject({ status: 0 });
      expect(readFileSync(join(checkout, path, 'changes.md'), 'utf8')).toContain('| `third` | will be added |');
    });

    test('GitLab, default branch: dist/ is rendered in one job, and committed and pushed by another', () => {
      const edited = checkOut('edited');
      addTask(edited, { taskId: 'fourth', parentTaskId: 'hello', image: 'alpine:3.22.2' });
      push(edited);
      const variables = Object.entries(gitlab.variables).map(([name, value]) => `export ${name}="${value}"`);
      const synth = checkOutDetached('synth');
      const rendered = run(synth, [...variables, ...withoutInstallation(gitlab['dist-synth'].script)]);
      expect(rendered).toMatchObject({ status: 0 });

      const commit = (name: string): ReturnType<typeof run> => {
        const checkout = checkOutDetached(name);
        execFileSync('cp', ['-R', join(synth, path, 'result'), join(checkout, path, 'result')]);
        return run(checkout, [...variables, ...gitlab['dist-commit'].script]);
      };
      expect(commit('commit')).toMatchObject({ status: 0 });
      expect(git(origin, 'log', '-1', '--format=%an <%ae>: %s', 'main')).toBe(
        'dist <dist@gitlab.example.com>: dist: 1 task added',
      );
      expect(git(origin, 'show', '--stat', '--format=', 'main')).not.toContain('result');
      expect(commit('again')).toEqual({ status: 0, output: 'dist/ is up to date\n' });
    });
  },
);
