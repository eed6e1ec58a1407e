import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runProgram, type Result } from './support/program';

const PACKAGE = resolve(__dirname, '../..');
const TASK = { taskId: 'a', repoUrl: 'https://example.com/a.git', image: 'alpine:3.22' };
const ARGO_CD = { namespace: 'jobs', argoCd: { repoURL: 'https://example.com/gitops.git', path: 'apps/tasks' } };
const BAD = [{ taskId: 'a', image: 'alpine:3.22' }];
const BAD_LIST =
  'tasks.json:1:2: tasks[0] (task "a"): needs repoUrl or repository (or parentTaskId, to start from another task)\n1 error\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

function synth(...args: readonly string[]): Result {
  return runProgram(folder, ['synth', ...args]);
}

/** All names in a folder that start with that of the manifests. */
function leftovers(name = 'dist'): string[] {
  return readdirSync(folder).filter((entry) => entry.startsWith(name));
}

function tasksIn(dist: string): string[] {
  return readdirSync(join(folder, dist, 'tasks'));
}

describe('the folder of the manifests', () => {
  test('is dist/, and all of it is replaced', () => {
    write('tasks.json', [TASK, { ...TASK, taskId: 'b' }]);
    expect(synth()).toEqual({ status: 0, stdout: 'dist/: 2 tasks in 2 chains\n', stderr: '' });
    expect(tasksIn('dist')).toEqual(['a', 'b']);
    write('tasks.json', [TASK]);
    write('dist/old.txt', 'old');
    expect(synth().stdout).toBe('dist/: 1 task in 1 chain\n');
    expect(tasksIn('dist')).toEqual(['a']);
    expect(existsSync(join(folder, 'dist/old.txt'))).toBe(false);
    expect(leftovers()).toEqual(['dist']);
  });

  test('is beside a list in another folder', () => {
    write('lists/one.json', [TASK]);
    expect(synth('--file', 'lists/one.json').stdout).toBe('lists/dist/: 1 task in 1 chain\n');
    expect(tasksIn('lists/dist')).toEqual(['a']);
  });

  test('is the one that Argo CD reads, in the git repository of the list', () => {
    write('tasks.json', { ...ARGO_CD, tasks: [TASK] });
    expect(synth().stdout).toBe('apps/tasks/: 1 task in 1 chain\n');
    mkdirSync(join(folder, '.git'));
    write('lists/one.json', { ...ARGO_CD, tasks: [TASK] });
    expect(synth('--file', 'lists/one.json', '--replace').stdout).toBe('apps/tasks/: 1 task in 1 chain\n');
    expect(leftovers('lists')).toEqual(['lists']);
    expect(readdirSync(join(folder, 'lists'))).toEqual(['one.json']);
  });

  test('is the one that --output names', () => {
    write('tasks.json', { ...ARGO_CD, tasks: [TASK] });
    expect(synth('--output', 'a/b').stdout).toBe('a/b/: 1 task in 1 chain\n');
    expect(readdirSync(folder)).toEqual(['a', 'tasks.json']);
  });

  test.each(['.', '..', 'lists'])('cannot be %s, which contains other files', (output) => {
    write('lists/one.json', [TASK]);
    const { status, stdout, stderr } = synth('--file', 'lists/one.json', '--output', output, '--replace');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^\S+\/ has more than manifests in it\. Name another folder with argoCd\.path in the list or with --output\.\n$/,
    );
    expect(readdirSync(join(folder, 'lists'))).toEqual(['one.json']);
  });

  test('cannot be a git repository', () => {
    write('tasks.json', [TASK]);
    write('other/.git/HEAD', 'ref: refs/heads/main');
    expect(synth('--output', 'other', '--replace').stderr).toContain('other/ has more than manifests in it.');
    expect(existsSync(join(folder, 'other/.git/HEAD'))).toBe(true);
  });
});

describe('another list', () => {
  beforeEach(() => {
    write('tasks.json', [TASK]);
    write('staging.json', [{ ...TASK, taskId: 'staging' }]);
    expect(synth().status).toBe(0);
  });

  test('does not replace the manifests of the first one', () => {
    expect(synth('--file', 'staging.json')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'dist/ was written from another list, tasks.json. Name another folder with --output, or delete the files of dist/ with --replace.\n',
    });
    expect(tasksIn('dist')).toEqual(['a']);
    expect(synth('--file', 'staging.json', '--output', 'dist-staging').status).toBe(0);
    expect(tasksIn('dist')).toEqual(['a']);
  });

  test('replaces them with --replace, and is the list of the folder then', () => {
    expect(synth('--file', 'staging.json', '--replace').stdout).toBe('dist/: 1 task in 1 chain\n');
    expect(tasksIn('dist')).toEqual(['staging']);
    expect(synth('--file', 'staging.json').status).toBe(0);
    expect(synth().stderr).toContain('dist/ was written from another list, staging.json.');
  });

  test('may have any name, and is found from any folder', () => {
    write('lists/a b>%é.json', [TASK]);
    const args = ['--file', 'lists/a b>%é.json', '--output', 'elsewhere'];
    expect(synth(...args).status).toBe(0);
    expect(synth(...args).status).toBe(0);
    expect(synth('--output', 'elsewhere').stderr).toContain('from another list, lists/a b>%é.json.');
    const inLists = runProgram(join(folder, 'lists'), ['synth', '--file', 'a b>%é.json', '--output', '../elsewhere']);
    expect(inLists).toMatchObject({ status: 0, stderr: '' });
  });

  test('is not known for a folder with other files, which is kept too', () => {
    write('other/README.md', '# Mine');
    expect(synth('--output', 'other').stderr).toBe(
      'other/ has files, and no README.md that records the list they were written from. Name another folder with --output, or delete the files of other/ with --replace.\n',
    );
    expect(readdirSync(join(folder, 'other'))).toEqual(['README.md']);
  });
});

describe('the manifests stay as they were', () => {
  beforeEach(() => {
    write('tasks.json', [TASK]);
    expect(synth().status).toBe(0);
    write('dist/old.txt', 'old');
  });
  afterEach(() => {
    expect(readFileSync(join(folder, 'dist/old.txt'), 'utf8')).toBe('old');
    expect(leftovers()).toEqual(['dist']);
  });

  test('if the list has an error, which is printed without a stack trace', () => {
    write('tasks.json', BAD);
    expect(synth()).toEqual({ status: 1, stdout: '', stderr: BAD_LIST });
  });

  test('if a signal comes before the rendering', () => {
    write('main.ts', "process.kill(process.pid, 'SIGINT');");
    expect(synth()).toEqual({ status: null, stdout: '', stderr: '' });
  });

  test('if a signal comes while manifests are rendered, and the exit code is that of the signal', () => {
    write('main.ts', "export function* synthesize() { process.kill(process.pid, 'SIGINT'); }");
    expect(synth()).toEqual({ status: 130, stdout: '', stderr: 'stopped by SIGINT; no manifest was changed\n' });
    write('main.ts', "export function* synthesize() { process.kill(process.pid, 'SIGTERM'); }");
    expect(synth().status).toBe(143);
  });

  test('if main.ts fails', () => {
    write('main.ts', "throw new Error('broken on purpose');");
    const { status, stderr } = synth();
    expect(status).toBe(1);
    expect(stderr).toContain('Error: broken on purpose\n');
    expect(stderr).toMatch(/main\.ts:1:/);
    expect(stderr).toMatch(/\nmain\.ts failed: /);
  });

  test('if main.ts fails while it renders', () => {
    write('main.ts', "export function* synthesize() { throw new Error('broken on purpose'); }");
    const { status, stderr } = synth();
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: broken on purpose\n(.|\n)*\nmain\.ts failed: /);
  });

  test('if main.ts exports no function', () => {
    write('main.ts', 'export const app = 1;');
    expect(synth()).toEqual({
      status: 1,
      stdout: '',
      stderr: 'main.ts must export a function synthesize(list), which returns the manifests of a list\n',
    });
  });
});

test('an earlier synth that was killed between its two renames is completed', () => {
  write('tasks.json', [TASK]);
  synth();
  mkdirSync(join(folder, 'dist.previous'));
  rmSync(join(folder, 'dist'), { recursive: true });
  write('dist.previous/README.md', '# Mine');
  expect(synth().stderr).toContain('dist/ has files, and no README.md that records');
  expect(readFileSync(join(folder, 'dist/README.md'), 'utf8')).toBe('# Mine');
});

test('main.ts can add manifests and change the objects of tasks', () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(process.env.COMPILED_PROGRAM!, join(folder, 'node_modules/cdk8s-git-repo-tasks'));
  write('tasks.json', [TASK]);
  write(
    'main.ts',
    `import { synthesize as render, type Manifest, type TaskList } from 'cdk8s-git-repo-tasks';
     export function* synthesize(list: TaskList): Generator<Manifest> {
       for (const { path, objects } of render(list)) yield { path, objects: objects.map((o) => ({ ...o, mine: true })) };
       yield { path: 'tasks/a/extra.k8s.yaml', objects: [{ kind: 'Extra' }] };
     }`,
  );
  expect(synth()).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(folder, 'dist/tasks/a/a.k8s.yaml'), 'utf8').match(/^mine: true$/gm)).toHaveLength(2);
  expect(readFileSync(join(folder, 'dist/tasks/a/extra.k8s.yaml'), 'utf8')).toBe('kind: Extra\n');
});

describe('cdk8s synth', () => {
  beforeEach(() => {
    for (const path of [
      'cdk8s.yaml',
      'imports',
      'lib',
      'main.ts',
      'package.json',
      'tasks.json',
      'tsconfig.json',
      'dist',
    ]) {
      cpSync(join(PACKAGE, path), join(folder, path), { recursive: true });
    }
    symlinkSync(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
  });

  function cdk8sSynth(...args: readonly string[]): Result {
    const bin = join(PACKAGE, 'node_modules/.bin');
    const { status, stdout, stderr } = spawnSync(join(bin, 'cdk8s'), ['synth', '--check-upgrade=false', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    return { status, stdout, stderr };
  }

  test('writes dist/', () => {
    rmSync(join(folder, 'dist/tasks'), { recursive: true });
    const { status, stdout } = cdk8sSynth();
    expect(status).toBe(0);
    expect(stdout).toContain('tasks/collect/collect.k8s.yaml\n');
    expect(tasksIn('dist')).toEqual(readdirSync(join(PACKAGE, 'dist/tasks')));
    expect(leftovers()).toEqual(['dist']);
  });

  test('keeps dist/ if the list has an error', () => {
    write('tasks.json', BAD);
    const { status, stderr } = cdk8sSynth();
    expect(status).not.toBe(0);
    expect(stderr).toContain(BAD_LIST);
    expect(tasksIn('dist')).toEqual(readdirSync(join(PACKAGE, 'dist/tasks')));
  });

  test('writes another folder only', () => {
    rmSync(join(folder, 'dist'), { recursive: true });
    expect(cdk8sSynth('--output', 'elsewhere').status).toBe(0);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['README.md', 'repositories', 'tasks', 'workspace']);
    expect(leftovers()).toEqual([]);
  });
});
