import { runInThisContext } from 'node:vm';
import ts from 'typescript';
import { parseTaskList } from '../../lib';
import { blocksOf } from './support/page';

const [, block] = blocksOf('ts').find(([, { flags }]) => flags.includes('generator'))!;

/** Runs the script of the page. Returns the file that it writes, and the lines that it prints. */
function generate(source: string): { written?: string; printed: string[] } {
  const result: { written?: string; printed: string[] } = { printed: [] };
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const modules: Record<string, object> = {
    'node:fs': { writeFileSync: (_: string, text: string) => (result.written = text) },
    'cdk8s-git-repo-tasks': { parseTaskList },
  };
  const script = runInThisContext(`(function (require, exports, console, process) { ${outputText}\n})`) as (
    ...args: unknown[]
  ) => void;
  script((name: string) => modules[name], {}, { error: (line: string) => result.printed.push(line) }, {});
  return result;
}

test('the script of the page writes a list with a task for each element of the array', () => {
  const { written, printed } = generate(block.content);
  expect(printed).toEqual([]);
  const { tasks } = JSON.parse(written!) as { tasks: { taskId: string }[] };
  expect(tasks.map(({ taskId }) => taskId)).toEqual(['build', 'test-node-20', 'test-node-22', 'test-node-24']);
});

test('an error names the element of the array, and nothing is written', () => {
  const { written, printed } = generate(block.content.replace("'22'", "'2 2'"));
  expect(written).toBeUndefined();
  expect(printed).toEqual([
    expect.stringContaining('error: tasks[2].taskId: '),
    expect.stringContaining('error: tasks[2].image: '),
  ]);
});
