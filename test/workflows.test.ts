import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

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
  expect(workflowOf('project.yml').jobs.project!.strategy?.matrix.node).toEqual([oldest, 'lts/*']);
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
