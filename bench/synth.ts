/**
 * Measures `synth` for 100, 1,000 and 10,000 tasks (with `--large` also 100,000), `helm template` and stock cdk8s, and
 * prints a Markdown table. Needs GNU time. Without helm, its rows are missing.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import {
  checkEqual,
  contenders,
  helmVersion,
  ours,
  prepare,
  removeAll,
  writeInput,
  type Contender,
} from './contenders';
import { median, type Measurement } from './measure';
import { benchTasks } from './tasks';

const LARGE = process.argv.includes('--large');
const SIZES = [
  { count: 100, runs: 7 },
  { count: 1_000, runs: 5 },
  { count: 10_000, runs: 3 },
  ...(LARGE ? [{ count: 100_000, runs: 1 }] : []),
];
/** Larger outputs are not compared: helm writes one file, which is longer than a JavaScript string can be. */
const MAX_COMPARED_TASK_COUNT = 10_000;

const numberFormat = new Intl.NumberFormat('en');
const formatMegabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const formatSeconds = (value: number): string => `${value.toFixed(2)} s`;
const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Runs all contenders in turns, checks that they write equal objects, and returns their table rows. */
function compare({ count, runs }: (typeof SIZES)[number]): string[] {
  writeInput(benchTasks(count));
  const participants = contenders.filter(({ maxTaskCount }) => count <= maxTaskCount);
  const rounds = Array.from(
    { length: runs },
    () => new Map(participants.map((contender) => [contender, contender.write()])),
  );
  if (count <= MAX_COMPARED_TASK_COUNT) participants.filter(({ writes }) => writes).forEach(checkEqual);
  return participants.map((contender) => {
    const measurements = rounds.map((round) => round.get(contender)!);
    return tableRow([numberFormat.format(count), contender.name, ...resultCells(contender, measurements, count)]);
  });
}

function resultCells(contender: Contender, measurements: readonly Measurement[], count: number): string[] {
  const medianOf = (key: keyof Measurement): number => median(measurements.map((measurement) => measurement[key]));
  const files = contender.manifestFiles();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const perTask = `${(bytes / count / 1000).toFixed(1)} kB`;
  return [
    formatSeconds(medianOf('cpuSeconds')),
    formatSeconds(medianOf('wallSeconds')),
    formatMegabytes(medianOf('peakBytes')),
    ...(contender.writes ? [formatMegabytes(bytes), perTask, numberFormat.format(files.length)] : ['', '', '']),
  ];
}

/** Measures git on the output of `count` tasks, and counts the files that change with one task. */
function measureCommit(count: number): string[] {
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      [
        '--git-dir',
        `${ours.dist}.git`,
        '--work-tree',
        ours.dist,
        '-c',
        'user.name=bench',
        '-c',
        'user.email=bench@localhost',
        ...args,
      ],
      {
        encoding: 'utf8',
      },
    );
  const timeGit = (...args: string[]): string => {
    const start = performance.now();
    git(...args);
    return formatSeconds((performance.now() - start) / 1000);
  };
  const tasks = benchTasks(count);
  writeInput(tasks);
  ours.write();
  git('init', '--quiet');
  const add = timeGit('add', '--all');
  const commit = timeGit('commit', '--quiet', '--message', 'Synthesize');

  writeInput(tasks.map((task, i) => (i === 1 ? { ...task, command: ['true'] } : task)));
  ours.overwrite();
  const changed = git('diff', '--name-only').trimEnd().split('\n');
  return [
    `${numberFormat.format(count)} tasks: \`git add\` takes ${add}, \`git commit\` ${commit}.`,
    `A change to one task changes ${changed.length} file: ${changed.join(', ')}.`,
  ];
}

function conditions(): string {
  const cdk8s = JSON.parse(readFileSync(require.resolve('cdk8s/package.json'), 'utf8')) as { version: string };
  return [
    new Date().toISOString().slice(0, 10),
    `Node.js ${process.version}`,
    `cdk8s ${cdk8s.version}`,
    helmVersion ? `helm ${helmVersion}` : 'helm not installed',
    `${cpus().length} cores`,
    `medians of ${SIZES.map(({ runs }) => runs).join(', ')} runs in turns`,
  ].join(', ');
}

// Ctrl-C ends the running contender; this process then removes the files.
process.on('SIGINT', () => undefined);
try {
  prepare();
  console.log(`${conditions()}\n`);
  console.log(tableRow(['tasks', 'with', 'CPU', 'wall', 'memory', 'manifests', 'per task', 'files']));
  console.log(tableRow(['---:', '---', '---:', '---:', '---:', '---:', '---:', '---:']));
  for (const size of SIZES) for (const line of compare(size)) console.log(line);
  for (const line of measureCommit(10_000)) console.log(`\n${line}`);
} finally {
  removeAll();
}
