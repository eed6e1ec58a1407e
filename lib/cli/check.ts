import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { countTasks } from '../output/count';
import { readTaskList, type TaskList } from '../task-list';
import { listFile } from './list-file';
import { printProblems } from './print-problems';

const PACKAGE = resolve(__dirname, '..', '..');
const USAGE = 'usage: npm run check [-- --against [COMMIT] [--format text|markdown]]';

type Compare = typeof import('../compare');
type Main = typeof import('../../main');

interface Options {
  /** The commit to compare with; empty for the default one. */
  readonly against?: string;
  readonly format?: string;
}

function readOptions(args: readonly string[]): Options | undefined {
  const given = args.map((arg, index) =>
    arg === '--against' && (args[index + 1] ?? '--').startsWith('--') ? '--against=' : arg,
  );
  try {
    const { values } = parseArgs({ args: given, options: { against: { type: 'string' }, format: { type: 'string' } } });
    const isKnown = values.format === undefined || ['text', 'markdown'].includes(values.format);
    return isKnown && (values.format === undefined || values.against !== undefined) ? values : undefined;
  } catch {
    return undefined;
  }
}

/** Says what becomes of the tasks, compared with a commit. Returns 1 where Kubernetes rejects a change. */
function compare(list: TaskList, { against, format }: Options): number {
  // Loading it, and cdk8s with it, takes longer than checking most lists.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { compareWithCommit, ComparisonError, toMarkdown, toText } = require('../compare') as Compare;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { synthesize } = require('../../main') as Main;
  try {
    const comparison = compareWithCommit(list, { folder: PACKAGE, file: listFile(), ref: against, synthesize });
    process.stdout.write(format === 'markdown' ? toMarkdown(comparison) : toText(comparison));
    return comparison.changes.some(({ kind }) => kind === 'rejected') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ComparisonError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function main(args: readonly string[]): number {
  const options = readOptions(args);
  if (!options) {
    console.error(USAGE);
    return 1;
  }
  const { list, problems } = readTaskList(listFile());
  const refused = printProblems(problems);
  if (!list) return refused;
  if (options.against !== undefined) return compare(list, options);
  console.log(`${countTasks(list)}: no errors`);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
