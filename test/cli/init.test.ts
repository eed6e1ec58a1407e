import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseTaskList } from '../../lib/task-list';
import { version } from '../../package.json';
import { TestApp } from '../init/support/test-app';

const APP = [
  '.gitattributes',
  '.gitignore',
  '.vscode/settings.json',
  'cdk8s.yaml',
  'main.test.ts',
  'main.ts',
  'package.json',
  'tasks.json',
  'tsconfig.json',
];
const URL = 'https://git.example.com/team/tasks.git';

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
});
afterEach(() => app.remove());

/** The files below a folder of the app, without those of git. */
function files(folder = '.'): string[] {
  return readdirSync(join(app.folder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(app.folder, folder).length + 1))
    .filter((file) => !file.startsWith('.git/'))
    .sort();
}

test('writes an app to an empty folder, and prints what comes next', () => {
  const { status, stdout, stderr } = app.init();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(files()).toEqual(APP);
  expect(stdout).toBe(
    [
      ...['package.json', 'tasks.json', 'main.ts', 'main.test.ts', 'cdk8s.yaml', 'tsconfig.json', '.gitignore'],
      ...['.gitattributes', '.vscode/settings.json'],
    ]
      .map((file) => `wrote ${file}\n`)
      .join('') + '\nNext:\n  npm install\n  npm run synth\n',
  );
});

test('the package is private, depends on this version, and names the ranges of this package', () => {
  app.init();
  expect(app.json('package.json')).toMatchObject({
    private: true,
    scripts: { synth: 'git-repo-tasks synth', 'commit-dist': 'git-repo-tasks commit-dist', test: 'tsc && jest' },
    dependencies: { 'cdk8s-git-repo-tasks': `^${version}`, cdk8s: expect.any(String) as string },
    devDependencies: { 'cdk8s-cli': expect.stringMatching(/^\^\d/) as string, jest: expect.any(String) as string },
  });
});

test('the list has one task, and neither namespace nor argoCd unless they are given', () => {
  app.init();
  const { list, problems } = parseTaskList(app.read('tasks.json'), 'tasks.json');
  expect(problems).toEqual([]);
  expect(list).toMatchObject({ namespace: undefined, argoCd: undefined, chains: [{ root: {} }] });
  expect(app.json('tasks.json')).toMatchObject({ $schema: './node_modules/cdk8s-git-repo-tasks/tasks.schema.json' });
});

test('the flags become fields of the list and workflows', () => {
  const { status } = app.init('--repo-url', URL, '--namespace', 'tasks', '--ci', 'github');
  expect(status).toBe(0);
  expect(app.json('tasks.json')).toMatchObject({ namespace: 'tasks', argoCd: { repoURL: URL } });
  expect(files()).toEqual([...APP, '.github/workflows/dist.yml', '.github/workflows/pull-request.yml'].sort());
});

test('in a folder of a repository, workflows are at its top, and dist/ is beside the list', () => {
  app.run('git init --quiet');
  const { status, stdout } = app.init('jobs/nightly', '--repo-url', URL, '--namespace', 'tasks', '--ci', 'gitlab');
  expect(status).toBe(0);
  expect(files()).toEqual(['.gitlab-ci.yml', ...APP.map((file) => `jobs/nightly/${file}`)]);
  expect(app.json('jobs/nightly/tasks.json')).toMatchObject({ argoCd: { path: 'jobs/nightly/dist' } });
  expect(stdout).toContain('wrote jobs/nightly/main.ts\n');
  expect(stdout).toMatch(/\n {2}cd jobs\/nightly && npm install\n {2}npm run synth\n$/);
});

test('the workflows follow the default branch of the repository', () => {
  app.run('git init --quiet --initial-branch=master');
  app.init('--ci', 'github');
  expect(app.read('.github/workflows/dist.yml')).toContain('branches: [master]');
});

test.each([
  [['--repo-url', 'git.example.com'], 'error: --repo-url: "git.example.com" is not the URL of a git repository'],
  [['--repo-url', 'https://me:secret@git.example.com/a.git'], 'contains a user or a password'],
  [['--repo-url', ''], 'error: --repo-url: "" is empty'],
  [['--repo-url', URL, '--namespace', 'My_Tasks'], 'error: --namespace: "My_Tasks" is not a DNS-1123 label'],
  [['--repo-url', URL], "error: option '--repo-url' needs '--namespace'"],
  [['--ci', 'jenkins'], "error: option '--ci <system>' argument 'jenkins' is invalid"],
  [['a', 'b'], "error: too many arguments for 'init'"],
])('%j is a wrong command line, and writes nothing', (args, message) => {
  const { status, stdout, stderr } = app.init(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('secret');
  expect(stderr).toContain('Run "npx cdk8s-git-repo-tasks init --help"');
  expect(files()).toEqual([]);
});

test('--help has the options and an example', () => {
  const { status, stdout } = app.init('--help');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Usage: git-repo-tasks init \[options\] \[folder\]\n/);
  expect(stdout).toContain('npx cdk8s-git-repo-tasks init --from job.yaml');
});

test.each([
  ['main.ts', 'const app = new App();\n', 'main.ts belongs to another app'],
  ['cdk8s.yaml', 'language: typescript\napp: ts-node main.ts\n', 'cdk8s.yaml belongs to another app'],
  ['package.json', '{\n  "type": "module"\n}\n', 'package.json has "type": "module"'],
  ['dist/index.js', '', 'dist/ has files that were not written from a list of tasks'],
])('refuses a folder whose %s is that of another app', (file, text, message) => {
  app.write(file, text);
  const { status, stdout, stderr } = app.init();
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toContain('init tasks');
  expect(files()).toEqual([file]);
  expect(app.init('tasks').status).toBe(0);
});

test('refuses a folder whose path cannot be in a list', () => {
  app.run('git init --quiet');
  const { status, stderr } = app.init('my tasks');
  expect(status).toBe(1);
  expect(stderr).toBe('the folder "my tasks" is not a path in a repository (such as dist)\n');
  expect(files()).toEqual([]);
});

test('refuses a folder that is a file', () => {
  app.write('tasks', '');
  const { status, stderr } = app.init('tasks');
  expect(status).toBe(1);
  expect(stderr).toContain('cannot be written: ');
});

test('keeps each file that exists, and prints what to add to it', () => {
  const kept = {
    'package.json': '{ "scripts": { "test": "vitest" }, "devDependencies": { "typescript": "^5.0.0" } }',
    '.gitignore': 'node_modules/\n*.log\n',
    '.gitattributes': '* text=auto\n',
    '.vscode/settings.json': '{ "editor.tabSize": 2 }',
    'tsconfig.json': '{}',
    'main.test.ts': '// mine\n',
    'tasks.json': '[{ "taskId": "mine", "repoUrl": "https://example.com/a.git", "image": "alpine:3.22" }]',
    '.github/workflows/dist.yml': 'on: push\n',
  };
  for (const [file, text] of Object.entries(kept)) app.write(file, text);
  const { status, stdout } = app.init('--ci', 'github', '--repo-url', URL, '--namespace', 'tasks');
  expect(status).toBe(0);
  for (const [file, text] of Object.entries(kept)) {
    expect(app.read(file)).toBe(text);
    expect(stdout).toContain(`kept ${file}, which exists\n`);
  }
  const after = (file: string): string => stdout.split(`kept ${file}, which exists\n`)[1]?.split(/^(?! )/m)[0] ?? '';
  const json = (file: string): unknown => JSON.parse(after(file).replace(/^.*\n/, ''));
  expect(json('package.json')).toEqual({
    scripts: expect.objectContaining({ synth: 'git-repo-tasks synth' }) as object,
    dependencies: expect.objectContaining({ 'cdk8s-git-repo-tasks': `^${version}` }) as object,
    devDependencies: expect.not.objectContaining({ typescript: expect.anything() as string }) as object,
    jest: expect.anything() as object,
  });
  expect(json('package.json')).not.toHaveProperty('scripts.test');
  expect(json('tasks.json')).toEqual({ namespace: 'tasks', argoCd: { repoURL: URL } });
  expect(json('.vscode/settings.json')).toHaveProperty(['json.schemas']);
  expect(after('.gitignore')).toBe('  Add to it:\n  .cdk8s/\n  /dist.*/\n');
  expect(after('.gitattributes')).toContain('  dist/** ');
  expect(after('tsconfig.json')).toContain('"module": "node16"');
  expect(after('.github/workflows/dist.yml')).toContain('rename your file, run this command again');
  expect(after('main.test.ts')).toMatch(/^kept /);
});

test('a second run changes nothing, and has nothing to add', () => {
  const args = ['--ci', 'gitlab', '--repo-url', URL, '--namespace', 'tasks'];
  app.init(...args);
  const before = files().map((file) => app.read(file));
  const { status, stdout } = app.init(...args);
  expect(status).toBe(0);
  expect(stdout.split('\n\n')[0]?.split('\n')).toEqual(expect.arrayContaining(['kept .gitlab-ci.yml, which exists']));
  expect(stdout).not.toMatch(/^ {2}Add|^wrote/m);
  expect(files().map((file) => app.read(file))).toEqual(before);
});

test('a dist/ that git ignores is reported', () => {
  app.run('git init --quiet');
  app.write('.gitignore', 'dist\n');
  expect(app.init().stdout).toContain('git ignores dist/, but it must be committed');
  app.write('.gitignore', '/dist.*/\n');
  expect(app.init().stdout).not.toContain('git ignores');
});

describe('--from', () => {
  const JOB = `
apiVersion: batch/v1
kind: Job
metadata: { name: docs, namespace: ci }
spec:
  ttlSecondsAfterFinished: 60
  template:
    spec:
      initContainers:
        - { name: git-clone, image: alpine/git, args: [clone, https://example.com/docs.git, /git-repo], volumeMounts: [{ name: repo, mountPath: /git-repo }] }
      containers:
        - { name: main, image: "node:22", command: [npm, test], volumeMounts: [{ name: repo, mountPath: /git-repo }] }
      volumes: [{ name: repo, emptyDir: {} }]
`;

  test('writes a list with the Job, in its namespace, and prints what the list does not have', () => {
    app.write('job.yaml', JOB);
    const { status, stdout, stderr } = app.init('app', '--from', 'job.yaml');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(app.json('app/tasks.json')).toMatchObject({
      namespace: 'ci',
      tasks: [{ taskId: 'docs', repoUrl: 'https://example.com/docs.git', command: ['npm', 'test'] }],
    });
    expect(stdout).toContain('  Job docs is now the task "docs"\n');
    expect(stdout).toContain('    spec.ttlSecondsAfterFinished: Argo CD would create the deleted Job again');
  });

  test('keeps a list that exists, and prints the task to add to it', () => {
    app.init();
    const before = app.read('tasks.json');
    app.write('job.yaml', JOB);
    const { status, stdout } = app.init('--from', 'job.yaml');
    expect(status).toBe(0);
    expect(app.read('tasks.json')).toBe(before);
    expect(stdout).toMatch(
      /kept tasks.json, which exists\n {2}Add to it:\n {2}\{\n {4}"namespace": "ci",\n {4}"tasks": /,
    );
    expect(stdout).not.toContain('hello');
  });

  test.each([
    ['missing.yaml', undefined, 'missing.yaml cannot be read: ENOENT'],
    ['broken.yaml', 'kind: [', 'broken.yaml is not valid YAML: correct it ('],
    ['other.yaml', 'kind: ConfigMap\nmetadata: { name: a }', 'other.yaml has no Job that can be a task'],
    ['empty.yaml', '', 'empty.yaml has no Job that can be a task'],
  ])('%s is an error, and writes nothing', (file, text, message) => {
    if (text !== undefined) app.write(file, text);
    const { status, stderr } = app.init('app', '--from', file);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(existsSync(join(app.folder, 'app'))).toBe(false);
  });
});
