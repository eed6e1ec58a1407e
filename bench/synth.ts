/**
 * Measures the synth of 100, 1,000 and 10,000 tasks (with `--large` 100,000 too) beside `helm template` and stock cdk8s,
 * and prints it as Markdown. Needs GNU time; helm is left out where it is not installed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { checkEqual, contenders, helmVersion, ours, removeAll, writeInput, type Contender } from './contenders';
import { median, type Measurement } from './measure';
import { benchTasks } from './tasks';

const LARGE = process.argv.includes('--large');
const SIZES = [
  { count: 100, runs: 7 },
  { count: 1_000, runs: 5 },
  { count: 10_000, runs: 3 },
  ...(LARGE ? [{ count: 100_000, runs: 1 }] : []),
];
/** Larger outputs are not compared: helm's is one file, longer than a JavaScript string can be. */
const MOST_COMPARED = 10_000;

const number = new Intl.NumberFormat('en');
const mega = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Runs all contenders in turn, checks that they agree, and returns their rows of the table. */
function compare({ count, runs }: (typeof SIZES)[number]): string[] {
  writeInput(benchTasks(count));
  const able = contenders.filter(({ most }) => count <= most);
  const rounds = Array.from({ length: runs }, () => new Map(able.map((contender) => [contender, contender.write()])));
  if (count <= MOST_COMPARED) able.filter((contender) => contender !== ours).forEach(checkEqual);
  return able.map((contender) => {
    const measurements = rounds.map((round) => round.get(contender)!);
    return row([number.format(count), contender.name, ...results(contender, measurements, count)]);
  });
}

function results(contender: Contender, measurements: readonly Measurement[], count: number): string[] {
  const of = (key: keyof Measurement): number => median(measurements.map((measurement) => measurement[key]));
  const files = contender.manifestFiles();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const perTask = `${(bytes / count / 1000).toFixed(1)} kB`;
  return [seconds(of('cpu')), seconds(of('wall')), mega(of('peak')), mega(bytes), perTask, number.format(files.length)];
}

/** How long git takes for the output of `count` tasks, and how many files change with one of them. */
function commit(count: number): string[] {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', ours.dist, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      encoding: 'utf8',
    });
  const timed = (...args: string[]): string => {
    const start = performance.now();
    git(...args);
    return seconds((performance.now() - start) / 1000);
  };
  const tasks = benchTasks(count);
  writeInput(tasks);
  ours.write();
  git('init', '--quiet');
  const add = timed('add', '--all');
  const commit = timed('commit', '--quiet', '--message', 'Synthesize');

  writeInput(tasks.map((task, i) => (i === 1 ? { ...task, command: ['true'] } : task)));
  ours.overwrite();
  const changed = git('diff', '--name-only').trimEnd().split('\n');
  return [
    `${number.format(count)} tasks: \`git add\` takes ${add}, \`git commit\` ${commit}.`,
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
    `medians of ${SIZES.map(({ runs }) => runs).join(', ')} runs in turn`,
  ].join(', ');
}

// Ctrl-C ends the contender that runs; this process then cleans up.
process.on('SIGINT', () => undefined);
try {
  console.log(`${conditions()}\n`);
  console.log(row(['tasks', 'with', 'CPU', 'wall', 'memory', 'manifests', 'per task', 'files']));
  console.log(row(['---:', '---', '---:', '---:', '---:', '---:', '---:', '---:']));
  for (const size of SIZES) for (const line of compare(size)) console.log(line);
  for (const line of commit(10_000)) console.log(`\n${line}`);
} finally {
  removeAll();
}
