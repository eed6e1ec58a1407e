import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { END, jobWith } from '../cluster/status/support';
import { testsThatNeed } from '../support/tools';
import { FakeCluster, type Item } from './support/fake-cluster';
import { programArguments } from './support/program';

jest.setTimeout(60_000);

const CTRL_C = '\u0003';
const GREEN = '\u001b[32m';

let cluster: FakeCluster;
let folder: string;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  folder = mkdtempSync(join(tmpdir(), 'status-terminal-'));
  const tasks = ['a', 'b', 'c'].map((taskId) => ({ taskId, repoUrl: 'https://example.com/a.git', image: 'alpine:3' }));
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify(tasks));
  for (const name of ['b', 'c']) cluster.put('jobs', ended(name));
  cluster.put('jobs', jobWith('keruta-job-a') as unknown as Item);
});

afterEach(() => {
  cluster.stop();
  rmSync(folder, { recursive: true });
});

function ended(taskId: string): Item {
  return jobWith(`keruta-job-${taskId}`, [['Complete']], { completionTime: END }) as unknown as Item;
}

interface Options {
  /** @default 'status' */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Is called with everything that was printed, whenever more is. Returns what to type, once. */
  readonly type?: (screen: string) => string | undefined;
  readonly rows?: number;
}

/** Runs the command in a pseudo-terminal. */
async function runInTerminal({
  command = 'status',
  args = [],
  env,
  type,
  rows = 40,
}: Options): Promise<{ exitCode: number; screen: string }> {
  const program = [process.execPath, ...programArguments(command, ...args)].join(' ');
  const terminal = `stty cols 120 rows ${rows}; exec ${program}`;
  const child = spawn('script', ['--quiet', '--return', '--command', terminal, '/dev/null'], {
    cwd: folder,
    env: { ...cluster.env, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
  });
  let screen = '';
  let typed = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    const input = typed ? undefined : type?.(screen);
    typed ||= input !== undefined;
    if (input !== undefined) child.stdin.write(input);
  });
  const exitCode = await new Promise<number>((resolve) => child.on('exit', resolve));
  return { exitCode, screen };
}

testsThatNeed('Linux', 'script').describe('on a terminal', () => {
  test('states have colors, but not with NO_COLOR', async () => {
    const colored = await runInTerminal({ args: ['b'] });
    expect(colored.screen).toContain(`${GREEN}complete, 1 task`);
    const plain = await runInTerminal({ args: ['b'], env: { NO_COLOR: '1' } });
    expect(plain.screen).toContain('complete, 1 task');
    expect(plain.screen).not.toContain('\u001b[');
  });

  test('apply has colors too', async () => {
    for (const [path, manifest] of [
      ['workspace/scripts', { kind: 'ConfigMap', metadata: { name: 'scripts' } }],
      ['tasks/b/b', { kind: 'Job', metadata: { name: 'keruta-job-b' } }],
    ] as const) {
      const file = join(folder, 'dist', `${path}.k8s.yaml`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(manifest));
    }
    const line = 'dist/tasks/b: job.batch/keruta-job-b is already complete';
    expect((await runInTerminal({ command: 'apply' })).screen).toContain(`${GREEN}${line}`);
    const { screen } = await runInTerminal({ command: 'apply', env: { NO_COLOR: '1' } });
    expect(screen).toContain(line);
    expect(screen).not.toContain('\u001b[');
  });

  test('--watch prints over what it printed, until Ctrl-C', async () => {
    const { exitCode, screen } = await runInTerminal({
      args: ['--watch'],
      type: (text) => {
        if (text.includes('3 complete')) return CTRL_C;
        if (text.includes('1 queued')) cluster.put('jobs', ended('a'));
        return undefined;
      },
    });
    expect(exitCode).toBe(130);
    expect(screen.match(/TASK +RUN/g)).toHaveLength(1);
    // The cursor is visible again.
    expect(screen.lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.lastIndexOf('\u001b[?25l'));
  });

  test('--watch leaves out complete chains if the terminal has too few lines', async () => {
    const { screen } = await runInTerminal({
      args: ['--watch'],
      type: (text) => (text.includes('not shown') ? CTRL_C : undefined),
      rows: 6,
    });
    expect(screen).toContain('2 complete chains not shown');
    expect(screen).not.toMatch(/^b /m);
  });
});
