import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TestApp } from '../init/support/test-app';
import { testsThatNeed } from '../support/tools';
import { programArguments } from './support/program';

const QUESTIONS = ['URL of this git repository', 'Namespace of the tasks', 'CI system'];
const ENTER = '\r';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';
const CLEAR = '\u0015';
const URL = 'https://github.com/acme/tasks.git';

let app: TestApp;
beforeEach(() => {
  app = new TestApp();
  app.run('git init --quiet');
});
afterEach(() => app.remove());

/** Runs `init` in a pseudo-terminal. Gives each answer when its question is on the screen. */
async function init(
  answers: readonly string[],
  ...args: readonly string[]
): Promise<{ status: number; screen: string }> {
  const command = ['exec', process.execPath, ...programArguments('init', ...args)].join(' ');
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `stty cols 120 rows 40; ${command}`, '/dev/null'],
    {
      cwd: app.folder,
      env: { PATH: process.env.PATH, TERM: 'xterm', SHELL: '/bin/sh' },
    },
  );
  const asked = QUESTIONS.filter((_, index) => !args.includes(['--repo-url', '--namespace', '--ci'][index]!));
  let screen = '';
  let given = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    while (given < answers.length && screen.includes(asked[given]!)) child.stdin.write(answers[given++]);
  });
  const status = await new Promise<number>((resolve) => child.on('exit', resolve));
  return { status, screen };
}

testsThatNeed('Linux', 'script').describe('on a terminal', () => {
  test('asks for what no flag gives, and proposes origin and its CI system', async () => {
    app.run(`git remote add origin ${URL}`);
    const { status, screen } = await init([ENTER, ENTER, ENTER]);
    expect(status).toBe(0);
    expect(screen).toContain('wrote tasks.json');
    expect(app.json('tasks.json')).toMatchObject({ namespace: 'tasks', argoCd: { repoURL: URL } });
    expect(existsSync(join(app.folder, '.github/workflows/dist.yml'))).toBe(true);
  });

  test('takes other answers; without a URL, the list has no argoCd', async () => {
    await init([ENTER, `${CLEAR}ci${ENTER}`, UP + ENTER]);
    expect(app.json('tasks.json')).toMatchObject({ namespace: 'ci' });
    expect(app.json('tasks.json')).not.toHaveProperty('argoCd');
    expect(existsSync(join(app.folder, '.gitlab-ci.yml'))).toBe(true);
  });

  test('does not propose an origin that has a credential', async () => {
    app.run('git remote add origin https://me:secret@git.example.com/tasks.git');
    const { screen } = await init([CTRL_C]);
    expect(screen).not.toContain('secret');
  });

  test('shows the message of the rules for a bad answer, and asks again', async () => {
    const { status, screen } = await init([`ftp://example.com/a${ENTER}${CTRL_C}`]);
    expect(status).toBe(130);
    expect(screen).toContain('"ftp://example.com/a" has the scheme "ftp": use https, http or ssh');
  });

  test('asks nothing if flags give everything', async () => {
    const { status, screen } = await init([], '--repo-url', URL, '--namespace', 'ci', '--ci', 'none');
    expect(status).toBe(0);
    expect(QUESTIONS.filter((question) => screen.includes(question))).toEqual([]);
  });

  test.each([
    ['Ctrl-C', [CTRL_C]],
    ['Ctrl-C at the second question', [ENTER, CTRL_C]],
    ['Ctrl-D', [CTRL_D]],
  ])('%s ends it with exit code 130, and writes nothing', async (_, answers) => {
    const { status, screen } = await init(answers);
    expect(status).toBe(130);
    expect(screen).toContain('canceled; no file was written');
    expect(existsSync(join(app.folder, 'package.json'))).toBe(false);
  });
});
