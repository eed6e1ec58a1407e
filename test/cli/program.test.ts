import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';
import { runProgram, type Result } from './support/program';

const COMMANDS = ['synth', 'check', 'apply', 'status', 'logs', 'shell', 'trees', 'rerun', 'commit-dist'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the program in an empty folder, with a PATH on which each program is missing. */
function run(...args: string[]): Result {
  return runProgram(folder, args, { PATH: folder });
}

test.each(COMMANDS)('%s --help prints the usage, an example and the exit codes', (command) => {
  const { status, stdout, stderr } = run(command, '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^Usage: git-repo-tasks ${command} `));
  expect(stdout).toContain(`npm run ${command}`);
  expect(stdout).toContain('\n  2   the command line is wrong\n');
  expect(stdout).toContain('\n  130 stopped with Ctrl-C ');
});

test.each(COMMANDS)('%s rejects an unknown flag and changes nothing', (command) => {
  const { status, stdout, stderr } = run(command, '--helpp');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(
    `error: unknown option '--helpp'\n(Did you mean --help?)\nRun "npm run ${command} -- --help" for the arguments that are allowed.\n`,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['synth', 'staging.json'],
  ['check', 'staging.json'],
  ['commit-dist', 'main', 'other'],
])('%s rejects a stray argument and changes nothing', (...args) => {
  const { status, stdout, stderr } = run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`error: too many arguments for '${args[0]}'`);
  expect(stderr).toContain(`Run "npm run ${args[0]} -- --help"`);
  expect(readdirSync(folder)).toEqual([]);
});

test('an unknown command is rejected with the nearest one', () => {
  const { status, stdout, stderr } = run('chekc');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain("error: unknown command 'chekc'\n(Did you mean check?)\n");
});

test.each([[['help']], [['help', 'nope']]])('%j is rejected and names --help, which each command has', (args) => {
  const { status, stdout, stderr } = run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(
    `error: unknown command 'help'\n(Did you mean shell?)\nRun "git-repo-tasks --help" for the arguments that are allowed.\n`,
  );
});

test('--version prints the version of the package', () => {
  expect(run('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

test('no command is a wrong command line too', () => {
  const { status, stderr } = run();
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Usage: git-repo-tasks /);
});

test('a bug prints a stack trace and where to report it', () => {
  const list = join(folder, 'list.json');
  const broken = join(folder, 'broken.js');
  writeFileSync(list, '[{ "taskId": "a", "repoUrl": "https://example.com/a.git", "image": "alpine:3" }]');
  writeFileSync(broken, "require('node:fs').statSync = () => { throw new RangeError('broken on purpose'); };");
  const { status, stderr } = runProgram(folder, ['check', '--file', list], {
    NODE_OPTIONS: `--require ${broken}`,
  });
  expect(status).toBe(70);
  expect(stderr).toMatch(/^RangeError: broken on purpose\n +at /);
  expect(stderr).toContain('This is a bug in git-repo-tasks. Report it at https://');
});
