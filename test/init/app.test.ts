import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { load } from 'js-yaml';
import ts from 'typescript';
import { TestApp } from './support/test-app';

const PACKAGE = resolve(__dirname, '../..');

let app: TestApp;
beforeAll(() => {
  app = new TestApp();
  app.init('--repo-url', 'https://git.example.com/team/tasks.git', '--namespace', 'tasks');
  app.installPackage();
});
afterAll(() => app.remove());

/** Runs a program of this project's packages in the app. */
function runPackage(name: string, ...args: readonly string[]): ReturnType<TestApp['run']> {
  return app.run(['node', join(PACKAGE, 'node_modules', name), ...args].join(' '));
}

test('main.ts and its tests have no type errors', () => {
  const config = {
    extends: './tsconfig.json',
    compilerOptions: {
      paths: { 'cdk8s-git-repo-tasks': [join(PACKAGE, 'lib/index.ts')] },
      // For the sources of this package. An app sees only its declarations.
      resolveJsonModule: true,
    },
    include: ['*.ts'],
  };
  writeFileSync(join(app.folder, 'tsconfig.test.json'), JSON.stringify(config));
  expect(runPackage('typescript/bin/tsc', '--project', 'tsconfig.test.json')).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
});

test('the compiler options are CommonJS of Node.js, with strict types', () => {
  const { config, error } = ts.parseConfigFileTextToJson('tsconfig.json', app.read('tsconfig.json')) as {
    config: { compilerOptions: object };
    error?: ts.Diagnostic;
  };
  expect(error).toBeUndefined();
  expect(config.compilerOptions).toMatchObject({ module: 'node16', strict: true, noEmit: true });
});

/** The user has not said yet whether Argo CD has the health check of Jobs. */
const ONE_WARNING = expect.stringMatching(
  /^tasks\.json:4:3: warning: argoCd: has no jobHealthCheck: .*\n1 warning\n$/,
) as string;

test('npm run synth renders the list with main.ts', () => {
  const { status, stdout, stderr } = app.run('npm run --silent synth');
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: 'dist/: 1 task in 1 chain\n',
    stderr: ONE_WARNING,
  });
  expect(app.read('dist/tasks/hello/hello.k8s.yaml')).toContain('name: keruta-job-hello');
  expect(app.read('dist/argo-cd/keruta.k8s.yaml')).toContain('path: dist/tasks');
});

test('an edit of main.ts changes what npm run synth renders', () => {
  const main = app.read('main.ts');
  const edited = main.replace(
    'yield* render(list);',
    "$&\n  yield { path: 'workspace/extra.k8s.yaml', objects: [{ kind: 'Extra' }] };",
  );
  app.write('main.ts', edited);
  expect(app.run('npm run --silent synth').status).toBe(0);
  expect(app.read('dist/workspace/extra.k8s.yaml')).toBe('kind: Extra\n');
  app.write('main.ts', main);
});

test('cdk8s.yaml starts the same program, with another folder', () => {
  const { app: command, output } = load(app.read('cdk8s.yaml')) as { app: string; output: string };
  expect(app.run(command, { CDK8S_OUTDIR: output })).toMatchObject({ status: 0, stderr: ONE_WARNING });
  expect(existsSync(join(app.folder, output, 'tasks/hello/hello.k8s.yaml'))).toBe(true);
});

test('the tests pass, and fail if a task breaks the rule that they check', () => {
  const jest = (): ReturnType<TestApp['run']> => runPackage('jest/bin/jest.js', '--no-cache');
  const passed = jest();
  expect(passed.stderr).toContain('Tests:       3 passed, 3 total');
  expect(passed.status).toBe(0);

  const list = app.read('tasks.json');
  app.write('tasks.json', list.replace('"taskId"', '"activeDeadlineSeconds": 90000,\n"taskId"'));
  const broken = jest();
  expect(broken.status).toBe(1);
  expect(broken.stderr).toContain('keruta-job-hello');
  app.write('tasks.json', list.replace('"taskId"', '"taskID"'));
  expect(jest().stderr).toContain('did you mean');
  app.write('tasks.json', list);
});

test('git ignores what is not committed, and dist/ is not ignored', () => {
  app.run('git init --quiet');
  const ignored = (path: string): boolean => app.run(`git check-ignore --quiet ${path}`).status === 0;
  expect(['node_modules/a', '.cdk8s/a', 'dist.123/a', 'dist.previous/a'].filter((path) => !ignored(path))).toEqual([]);
  expect(['dist/README.md', 'tasks.json', 'package-lock.json'].filter(ignored)).toEqual([]);
  expect(app.run('git check-attr eol linguist-generated -- dist/README.md').stdout).toBe(
    'dist/README.md: eol: lf\ndist/README.md: linguist-generated: set\n',
  );
});

test('an editor finds the schema, and the schema accepts the list', () => {
  const { $schema } = app.json('tasks.json') as { $schema: string };
  const { 'json.schemas': schemas } = app.json('.vscode/settings.json') as { 'json.schemas': { url: string }[] };
  expect(schemas.map(({ url }) => url)).toEqual([$schema]);
  const { files } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { files: string[] };
  expect(files).toContain($schema.replace('./node_modules/cdk8s-git-repo-tasks/', ''));
  const schema = JSON.parse(readFileSync(join(PACKAGE, 'tasks.schema.json'), 'utf8')) as object;
  expect(new Ajv().validate(schema, app.json('tasks.json'))).toBe(true);
});
