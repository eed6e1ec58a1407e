import { Checkout } from '../support/checkout';
import { runProgram, type Result } from './support/program';

jest.setTimeout(60_000);

const build = { taskId: 'build', repoUrl: 'https://example.com/app.git', image: 'alpine:3' };

let checkout: Checkout;
let commit: string;
beforeAll(() => {
  checkout = new Checkout();
  commit = checkout.synth([build]).commit();
});
afterAll(() => checkout.remove());

function check(list: unknown, ...args: readonly string[]): Result {
  checkout.write('tasks.json', JSON.stringify(list));
  return runProgram(checkout.folder, ['check', ...args]);
}

const again = [{ ...build, run: 2 }];

test('prints the effect on tasks', () => {
  const text = `(${commit.slice(0, 12)}): 1 task will run again.\nbuild: will run again (run 1 -> 2)\n`;
  const base = `Compared with the merge base with \`main\` ${text}`;
  expect(check(again, '--against')).toEqual({ status: 0, stdout: base, stderr: '' });
  expect(check(again, '--against', '--format', 'text')).toEqual({ status: 0, stdout: base, stderr: '' });
  expect(check(again, '--format=text', '--against', 'HEAD').stdout).toBe(`Compared with \`HEAD\` ${text}`);
});

test('prints Markdown, and nothing else, with --format markdown', () => {
  const { status, stdout } = check(again, '--against', 'HEAD', '--format', 'markdown');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^### Effect on tasks and claims\n\n(.|\n)*\| `build` \| will run again \| run 1 -> 2 \|\n$/);
});

test('escapes what a terminal would interpret in the manifests of the commit', () => {
  const commitWithBadYaml = checkout
    .synth([build])
    .write('dist/tasks/build/x.k8s.yaml', 'a: [\u001b[2J\u202e')
    .commit();
  const { status, stderr } = check([build], '--against', commitWithBadYaml);
  expect(status).toBe(1);
  expect(stderr).toContain('is not valid YAML');
  for (const character of ['\u001b', '\u202e']) expect(stderr).not.toContain(character);
  checkout.synth([build]).commit();
});

test('fails if Kubernetes rejects a change', () => {
  const { status, stdout } = check([{ ...build, pvcStorageSize: '1Mi' }], '--against', 'HEAD');
  expect(status).toBe(1);
  expect(stdout).toContain(
    'git-repo-pvc-build: cannot be changed this way (pvcStorageSize `1Gi` -> `1Mi`: a claim cannot shrink)\n',
  );
});

test('fails if a task needs a working tree that is not on its claim', () => {
  const child = { taskId: 'test', parentTaskId: 'build', image: 'alpine:3' };
  const { status, stdout } = check([{ ...build, existingClaim: 'data' }, child], '--against', 'HEAD');
  expect(status).toBe(1);
  expect(stdout).toContain('test: cannot be changed this way (new task: the tree of `build` is not on claim `data`; ');
});

test('fails in one line if the commit does not exist', () => {
  expect(check(again, '--against', 'nope')).toEqual({
    status: 1,
    stdout: '',
    stderr: '"nope" is not a commit in this repository\n',
  });
  expect(check(again, '--against=-p')).toEqual({
    status: 1,
    stdout: '',
    stderr: '"-p" is not a commit in this repository\n',
  });
});

test('prints the errors of a list instead of a comparison', () => {
  const { status, stdout, stderr } = check([{ ...build, image: '' }], '--against', 'HEAD');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^tasks\.json:1:\d+: tasks\[0\]\.image \(task "build"\): /);
});

test.each([
  [['--format', 'markdown'], "option '--format' needs '--against'"],
  [['--against', 'HEAD', '--format', 'html'], 'Allowed choices are text, markdown.'],
])('rejects the arguments %j', (args, message) => {
  const { status, stdout, stderr } = check(again, ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});
