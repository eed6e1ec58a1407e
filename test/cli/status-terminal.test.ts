import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { END, jobWith } from '../cluster/status/support';
import { testsThatNeed } from '../support/tools';
import { FakeCluster, type Item } from './support/fake-cluster';
import { runInTerminal, type TerminalOptions } from './support/run-in-terminal';

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

function run(command: 'status' | 'apply', { args = [], env, ...options }: Partial<TerminalOptions>) {
  return runInTerminal({ ...options, cwd: folder, args: [command, ...args], env: { ...cluster.env, ...env } });
}

testsThatNeed('Linux', 'script').describe('on a terminal', () => {
  test('states have colors, but not with NO_COLOR', async () => {
    const colored = await run('status', { args: ['b'] });
    expect(colored.screen).toContain(`${GREEN}complete, 1 task`);
    const plain = await run('status', { args: ['b'], env: { NO_COLOR: '1' } });
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
    expect((await run('apply', {})).screen).toContain(`${GREEN}${line}`);
    const { screen } = await run('apply', { env: { NO_COLOR: '1' } });
    expect(screen).toContain(line);
    expect(screen).not.toContain('\u001b[');
  });

  test('--watch prints over what it printed, until Ctrl-C', async () => {
    const { exitCode, screen } = await run('status', {
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
    const { screen } = await run('status', {
      args: ['--watch'],
      type: (text) => (text.includes('not shown') ? CTRL_C : undefined),
      rows: 6,
    });
    expect(screen).toContain('2 complete chains not shown');
    expect(screen).not.toMatch(/^b /m);
  });
});
