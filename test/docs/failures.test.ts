import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { renderJobHealthCheck } from '../../lib/output/job-health-check';
import { parseTaskList, type TaskFields } from '../../lib/task-list';
import { Page } from './support/page';

const page = new Page('docs/failures.md');

test('the values of the Helm chart are the patch', () => {
  const patch = load(renderJobHealthCheck({ repoURL: 'https://example.com/gitops.git' })) as { data: object };
  const values = page.blocksIn('yaml').map(({ content }) => load(content));
  expect(values).toContainEqual({ configs: { cm: patch.data } });
});

describe('the repair script', () => {
  const [, broken = '', repaired = ''] = page.blocksIn('json').map(({ content }) => content);
  const [script] = page.blocksIn('js');
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'repair-'));
    writeFileSync(join(folder, 'repair.mjs'), script!.content);
    writeFileSync(join(folder, 'tasks.json'), broken);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the script on Jobs of these tasks. Returns its output. */
  function repair(type: 'Failed' | 'Complete', ...taskIds: string[]): string {
    const items = taskIds.map((taskId) => ({
      metadata: { labels: { 'task-id': taskId } },
      status: { conditions: [{ type, status: 'True' }] },
    }));
    return execFileSync(process.execPath, ['repair.mjs'], {
      cwd: folder,
      input: JSON.stringify({ items }),
      encoding: 'utf8',
    });
  }

  function text(): string {
    return readFileSync(join(folder, 'tasks.json'), 'utf8');
  }

  function task(taskId: string): object | undefined {
    const { tasks } = JSON.parse(text()) as { tasks: TaskFields[] };
    return tasks.find((one) => one.taskId === taskId);
  }

  function relations(json: string): object {
    const { tasks } = JSON.parse(json) as { tasks: TaskFields[] };
    return Object.fromEntries(
      tasks.map(({ taskId, parentTaskId, allowFailure }) => [taskId, { parentTaskId, allowFailure }]),
    );
  }

  test('writes the list of the example, once for a failure', () => {
    expect(repair('Failed', 'test')).toBe('test failed: added test-repair-1 and test-retry-1\n');
    expect(relations(text())).toEqual(relations(repaired));
    expect(parseTaskList(text(), 'tasks.json').problems).toEqual([]);

    const first = text();
    expect(repair('Failed', 'test')).toBe('');
    expect(repair('Complete', 'test-retry-1')).toBe('');
    expect(text()).toBe(first);
  });

  test('repairs a task at most three times, and no repair', () => {
    repair('Failed', 'test');
    expect(repair('Failed', 'test', 'test-repair-1')).toBe('test-repair-1 failed, and is not repaired\n');
    expect(repair('Failed', 'test-retry-1')).toContain('added test-repair-2');
    expect(repair('Failed', 'test-retry-2')).toContain('added test-repair-3');
    const third = text();
    expect(repair('Failed', 'test-retry-3')).toBe('test-retry-3 failed, and is not repaired\n');
    expect(text()).toBe(third);
    expect(parseTaskList(third, 'tasks.json').list).toBeDefined();
  });

  test('the second try has all that the failed task has in its pod, and tasks that read its tree wait for it', () => {
    const root = { taskId: 'build', repoUrl: 'https://example.com/a.git', ref: 'main', pvcStorageSize: '2Gi', run: 2 };
    const pod = {
      image: 'node:22.1',
      volumes: [{ mountPath: '/cache', claim: 'npm-cache' }],
      sidecars: [{ name: 'cache', image: 'redis:7.4' }],
      envFrom: [{ secret: 'api' }],
    };
    const tasks = [
      { ...root, ...pod },
      { taskId: 'lint', parentTaskId: 'build', image: 'node:22.1' },
      { taskId: 'test', parentTaskId: 'build', inputs: ['lint'], retry: 'continue', ...pod },
      { taskId: 'report', parentTaskId: 'lint', inputs: ['test'], image: 'node:22.1' },
    ];
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify({ tasks }));
    repair('Failed', 'test');
    expect(task('test-retry-1')).toEqual({ ...tasks[2], taskId: 'test-retry-1', parentTaskId: 'test-repair-1' });
    expect(task('report')).toEqual({ ...tasks[3], inputs: ['test-retry-1'] });
    expect(task('lint')).toEqual(tasks[1]);

    repair('Failed', 'build');
    expect(task('build-retry-1')).toEqual({ ...pod, taskId: 'build-retry-1', parentTaskId: 'build-repair-1' });
    expect(parseTaskList(text(), 'tasks.json').problems).toEqual([]);
  });

  test('does not repair a task without a working tree of its own', () => {
    const tasks = [
      { taskId: 'lint', repoUrl: 'https://example.com/a.git', image: 'node:22.1', ephemeral: { size: '1Gi' } },
      { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'node:22.1' },
      { taskId: 'publish', parentTaskId: 'build', push: { branch: 'results/build' } },
    ];
    writeFileSync(join(folder, 'tasks.json'), JSON.stringify({ tasks }));
    expect(repair('Failed', 'lint', 'publish')).toBe(
      'lint failed, and is not repaired\npublish failed, and is not repaired\n',
    );
    expect(JSON.parse(text())).toEqual({ tasks });
  });
});
