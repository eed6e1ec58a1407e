import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testsThatNeed } from '../support/tools';
import { FakeCluster } from './support/fake-cluster';
import { runInTerminal } from './support/run-in-terminal';

jest.setTimeout(60_000);

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const LISTING = 'volume\t1048576\t524288\t/\ntree\t2048\t0\tbuild/\ntree\t1024\t0\told/\n';

let cluster: FakeCluster;
let folder: string;

beforeEach(async () => {
  cluster = await FakeCluster.start();
  cluster.startsPods = true;
  cluster.answer(/ sh -s \/claim$/, { stdout: LISTING });
  folder = mkdtempSync(join(tmpdir(), 'trees-terminal-'));
  const task = { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify([task]));
});

afterEach(() => {
  cluster.stop();
  rmSync(folder, { recursive: true });
});

testsThatNeed('Linux', 'script').test.each([
  ['y', 0, 'removed trees/old'],
  ['n', 1, 'nothing was removed'],
  ['\r', 1, 'nothing was removed'],
  [CTRL_C, 130, 'canceled; nothing was removed'],
  [CTRL_D, 130, 'canceled; nothing was removed'],
])('after the question, %j ends with exit code %d', async (answer, expectedCode, message) => {
  cluster.answer(/ sh -s \/claim old$/, { stdout: 'removed trees/old: 1 MB\n' });
  const { exitCode, screen } = await runInTerminal({
    cwd: folder,
    args: ['trees', '--remove-unlisted'],
    env: cluster.env,
    type: (text) => (text.includes('Remove 1 tree, 1 MB? They cannot be restored.') ? answer : undefined),
  });
  expect(exitCode).toBe(expectedCode);
  expect(screen).toContain(message);
  expect(cluster.createdPods).toHaveLength(answer === 'y' ? 2 : 1);
});
